using System.Collections.Immutable;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Digests;

/// <summary>What each exemption in force exempts, of the policy file or granted beside it, counted over the findings one after the other.</summary>
internal sealed class ExemptionUse
{
    private readonly Dictionary<string, UsedExemption> _byId;

    public ExemptionUse(PolicyFile file)
    {
        All = [.. file.Exemptions.DistinctBy(exemption => exemption.Id, StringComparer.Ordinal).Select(exemption => new UsedExemption(exemption))];
        _byId = All.ToDictionary(used => used.Exemption.Id, StringComparer.Ordinal);
    }

    /// <summary>The exemptions, in order.</summary>
    public ImmutableArray<UsedExemption> All { get; }

    /// <summary>Whether any finding was counted: without one nothing can be said of what exemptions are good for.</summary>
    public bool HasFindings { get; private set; }

    public void Add(Finding finding)
    {
        HasFindings = true;
        if (finding is { State: FindingState.Exempted, Ruling.Exemption.Id: { } id } && _byId.TryGetValue(id, out var used))
        {
            used.Add(finding);
        }
    }
}

/// <summary>An exemption and what it exempts.</summary>
internal sealed class UsedExemption(Exemption exemption)
{
    private readonly HashSet<string> _teams = new(StringComparer.Ordinal);

    public Exemption Exemption { get; } = exemption;

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
}
