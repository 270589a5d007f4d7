namespace EcsGuard.Policies;

/// <summary>How the enumerations are written in JSON, policy files, pages and messages.</summary>
public static class MetadataText
{
    public static string ToText(this Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Low => "low",
        Severity.Medium => "medium",
        Severity.High => "high",
        Severity.Critical => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Unknown severity."),
    };

    public static string ToText(this PolicyKind kind) => kind switch
    {
        PolicyKind.Preflight => "preflight",
        PolicyKind.Posture => "posture",
        PolicyKind.Runtime => "runtime",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };

    public static string ToText(this PolicySet set) => set switch
    {
        PolicySet.Recommended => "recommended",
        PolicySet.Strict => "strict",
        PolicySet.Configured => "configured",
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "Unknown set."),
    };
}
