namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>What a violation leads to; each mode does what the ones before it do.</summary>
public enum EnforcementMode
{
    /// <summary>It is recorded.</summary>
    Observe,

    /// <summary>The team is told.</summary>
    Notify,

    /// <summary>The revision is deregistered, after a grace period and with all the brakes there are.</summary>
    Deregister,
}

/// <summary>Texts of <see cref="EnforcementMode"/> in policy files and output.</summary>
public static class EnforcementModeText
{
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<EnforcementMode>().Select(mode => mode.ToText())];

    public static string ToText(this EnforcementMode mode) => mode switch
    {
        EnforcementMode.Observe => "observe",
        EnforcementMode.Notify => "notify",
        EnforcementMode.Deregister => "deregister",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown mode."),
    };

    /// <exception cref="FormatException">No mode is called that.</exception>
    public static EnforcementMode Parse(string text) =>
        Enum.GetValues<EnforcementMode>().Where(mode => mode.ToText() == text).Select(mode => (EnforcementMode?)mode).FirstOrDefault()
        ?? throw new FormatException($"'{text}' is no enforcement mode.");
}
