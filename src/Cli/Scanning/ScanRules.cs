using EcsGuard.Pipeline;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Scanning;

/// <summary>What each definition is judged by: a policy file, and what the command line adds to it.</summary>
/// <param name="File">The file; null where none is given.</param>
/// <param name="Choose">Narrows what the file selects to what the command line asks for.</param>
/// <param name="Now">Exemptions that ended before do not count.</param>
internal sealed record ScanRules(PolicyFile? File, Func<PolicySelection, PolicySelection> Choose, DateTimeOffset Now)
{
    /// <summary>Exactly these policies, set as they come.</summary>
    public static ScanRules Of(IEnumerable<TaskDefinitionPolicy> policies)
    {
        var selection = new PolicySelection([.. policies], []);
        return new(null, _ => selection, DateTimeOffset.MinValue);
    }

    /// <summary>Where definitions that do not say so themselves are judged as if registered.</summary>
    public AssumedPlace Place { get; init; } = new(null, null);

    public PolicySelection Select(Target target) => Choose(File?.Select(target) ?? PolicySelection.Default);

    public Exemption? ExemptionOf(Policy policy, Target target) => File?.ExemptionOf(policy.Metadata.Id, target, Now);
}
