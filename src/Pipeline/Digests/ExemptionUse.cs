using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Digests;

/// <summary>What each exemption of a policy file exempts, counted over the findings one after the other.</summary>
internal sealed class ExemptionUse
{
    private readonly PolicyFile _file;
    private readonly ILookup<(string Policy, DateTimeOffset End, string Owner, string Reason), UsedExemption> _byRuling;

    public ExemptionUse(PolicyFile file)
    {
        _file = file;
        All = [.. file.Exemptions.Select(exemption => new UsedExemption(exemption))];
        _byRuling = All.ToLookup(used => (used.Exemption.Policy, used.Exemption.End, used.Exemption.Owner, used.Exemption.Reason));
    }

    /// <summary>The exemptions in the order of the file.</summary>
    public ImmutableArray<UsedExemption> All { get; }

    /// <summary>Whether any finding was counted: without one nothing can be said of what exemptions are good for.</summary>
    public bool HasFindings { get; private set; }

    public void Add(Finding finding)
    {
        HasFindings = true;
        if (finding is not { State: FindingState.Exempted, Ruling.Exemption: { } ruling })
        {
            return;
        }

        // Of two that say the same of overlapping places a finding does not tell which one it fell under, so it counts for both. Its tags are not recorded with it.
        var target = new Target(finding.Account, finding.Region, finding.Family, Target.NoTags);
        foreach (var used in _byRuling[(finding.Policy, ruling.Until, ruling.Owner, ruling.Reason)])
        {
            if ((used.Exemption.Match with { Tags = Untagged }).Includes(target, _file.OrganizationalUnits))
            {
                used.Add(finding);
            }
        }
    }

    private static ImmutableSortedDictionary<string, string> Untagged { get; } = new Match().Tags;
}

/// <summary>An exemption and what it exempts.</summary>
internal sealed class UsedExemption(Exemption exemption)
{
    private readonly HashSet<string> _teams = new(StringComparer.Ordinal);

    public Exemption Exemption { get; } = exemption;

    /// <summary>Names it: equal for two of the same policy, place, reason, owner and end, wherever they stand in the file.</summary>
    public string Key { get; } = KeyOf(exemption);

    /// <summary>How many findings it exempts.</summary>
    public int Findings { get; private set; }

    /// <summary>The worst of them; null where there is none.</summary>
    public Severity? Worst { get; private set; }

    public void Add(Finding finding)
    {
        Findings++;
        Worst = Worst > finding.Severity ? Worst : finding.Severity;
        _teams.Add(finding.Team);
    }

    /// <summary>Whether a team answers for it, or for findings that it exempts.</summary>
    public bool Concerns(Team team) => Exemption.Owner == team.Name || _teams.Contains(team.Name);

    private static string KeyOf(Exemption exemption)
    {
        string[] parts = [exemption.Policy, exemption.Match.ToText(), exemption.Reason, exemption.Owner, exemption.End.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..12];
    }
}
