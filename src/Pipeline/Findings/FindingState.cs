namespace EcsGuard.Pipeline.Findings;

/// <summary>Where a finding is in its life.</summary>
public enum FindingState
{
    /// <summary>The fault is in a revision that can run.</summary>
    Open,

    /// <summary>The fault is there and accepted: an exemption holds, of the policy file or granted by command.</summary>
    Exempted,

    /// <summary>
    /// A newer revision no longer has the fault; or a runtime finding has been quiet for long enough; or what a task has shown of its family took the
    /// fault back.
    /// </summary>
    Resolved,

    /// <summary>A newer revision took over, and has the fault too: it counts there.</summary>
    Superseded,

    /// <summary>The revision was deregistered.</summary>
    Removed,
}

/// <summary>Texts of <see cref="FindingState"/> in JSON and items.</summary>
public static class FindingStateText
{
    public static string ToText(this FindingState state) => state switch
    {
        FindingState.Open => "open",
        FindingState.Exempted => "exempted",
        FindingState.Resolved => "resolved",
        FindingState.Superseded => "superseded",
        FindingState.Removed => "removed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state."),
    };

    public static FindingState Parse(string text) => text switch
    {
        "open" => FindingState.Open,
        "exempted" => FindingState.Exempted,
        "resolved" => FindingState.Resolved,
        "superseded" => FindingState.Superseded,
        "removed" => FindingState.Removed,
        _ => throw new FormatException($"'{text}' is no state of a finding."),
    };
}
