namespace EcsGuard.Policies.Model;

/// <summary>Why a value cannot be read although something stands in its place.</summary>
public enum UndeterminedReason
{
    /// <summary>The value is known, or absent.</summary>
    None,

    /// <summary>CloudTrail wrote its redaction marker instead of the value.</summary>
    Redacted,

    /// <summary>A template's stand-in, such as <c>${X}</c> or <c>&lt;IMAGE&gt;</c>.</summary>
    Placeholder,

    /// <summary>A JSON type that ECS does not accept at that place.</summary>
    WrongType,

    /// <summary>
    /// A fact about the account, family or role was not available when the definition was judged; so is what only the call itself will show, where a
    /// condition in an IAM policy asks for it.
    /// </summary>
    MissingFact,
}

/// <summary>Texts of <see cref="UndeterminedReason"/>, as they stand in JSON output and in stored items.</summary>
public static class UndeterminedReasonText
{
    public static string ToText(this UndeterminedReason reason) => reason switch
    {
        UndeterminedReason.Redacted => "redacted",
        UndeterminedReason.Placeholder => "placeholder",
        UndeterminedReason.WrongType => "wrong-type",
        UndeterminedReason.MissingFact => "missing-fact",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A known value has no reason."),
    };
}
