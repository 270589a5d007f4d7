using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Ports;

/// <summary>The numbers of each day: how many findings were open, and what came and went. They are counted from the records, so a wrong one is put right by counting again.</summary>
public interface ISnapshots
{
    /// <summary>Keeps snapshots, each in the place of the one of its scope and day. Dying half-way leaves some of them written; doing it again writes the same.</summary>
    Task PutAsync(IReadOnlyCollection<Snapshot> snapshots, CancellationToken cancellationToken);

    /// <summary>The snapshots of a scope from one day to another, both included, oldest first. A day that was not counted has none.</summary>
    IAsyncEnumerable<Snapshot> OfAsync(SnapshotScope scope, DateOnly from, DateOnly to, CancellationToken cancellationToken);
}

/// <summary>The numbers of one scope and day, UTC.</summary>
/// <param name="Scope">What was counted.</param>
/// <param name="Day">The day that <paramref name="Opened"/> and <paramref name="Fixed"/> are about.</param>
/// <param name="Open">Open findings at <paramref name="At"/>, those of <paramref name="Observed"/> included.</param>
/// <param name="Observed">Open findings of policies that are only observed: nobody is told of them.</param>
/// <param name="Exempted">Findings under an exemption at <paramref name="At"/>.</param>
/// <param name="Opened">Faults that a family had newly, or again, that day; none that is exempt.</param>
/// <param name="Fixed">Findings that were resolved that day; none that is exempt.</param>
/// <param name="At">When it was counted: in the morning after the day, or later where that was missed.</param>
public sealed record Snapshot(SnapshotScope Scope, DateOnly Day, SeverityCounts Open, SeverityCounts Observed, int Exempted, int Opened, int Fixed, DateTimeOffset At);

/// <summary>What is counted together.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Name">The account, team or policy; empty for everything.</param>
public sealed record SnapshotScope(SnapshotKind Kind, string Name)
{
    /// <summary>Everything.</summary>
    public static SnapshotScope All { get; } = new(SnapshotKind.All, "");

    public static SnapshotScope OfAccount(string account) => new(SnapshotKind.Account, account);

    public static SnapshotScope OfTeam(string team) => new(SnapshotKind.Team, team);

    public static SnapshotScope OfPolicy(string policy) => new(SnapshotKind.Policy, policy);
}

/// <summary>By what findings are counted.</summary>
public enum SnapshotKind { All, Account, Team, Policy }

/// <summary>How many findings there are of each severity.</summary>
public sealed record SeverityCounts(int Critical, int High, int Medium, int Low, int Info)
{
    public static SeverityCounts None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>How many there are in all.</summary>
    public int Total => Critical + High + Medium + Low + Info;

    /// <summary>How many of one severity.</summary>
    public int Of(Severity severity) => severity switch
    {
        Severity.Critical => Critical,
        Severity.High => High,
        Severity.Medium => Medium,
        Severity.Low => Low,
        Severity.Info => Info,
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Unknown severity."),
    };

    /// <summary>These, and <paramref name="count"/> more of one severity.</summary>
    public SeverityCounts Plus(Severity severity, int count = 1) => severity switch
    {
        Severity.Critical => this with { Critical = Critical + count },
        Severity.High => this with { High = High + count },
        Severity.Medium => this with { Medium = Medium + count },
        Severity.Low => this with { Low = Low + count },
        Severity.Info => this with { Info = Info + count },
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Unknown severity."),
    };

    /// <summary>These without <paramref name="others"/>.</summary>
    public SeverityCounts Without(SeverityCounts others) =>
        new(Critical - others.Critical, High - others.High, Medium - others.Medium, Low - others.Low, Info - others.Info);
}
