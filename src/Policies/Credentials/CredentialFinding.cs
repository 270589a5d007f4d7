namespace EcsGuard.Policies.Credentials;

/// <summary>What a text turned out to hold. It never carries any part of the text.</summary>
/// <param name="Certainty">Whether it is a credential.</param>
/// <param name="Kind">What kind of one, with its article: "a GitHub token". Null where there is none.</param>
internal readonly record struct CredentialFinding(CredentialCertainty Certainty, string? Kind)
{
    public static CredentialFinding None { get; }

    public static CredentialFinding StandIn { get; } = new(CredentialCertainty.StandIn, null);

    public static CredentialFinding Of(string kind) => new(CredentialCertainty.Credential, kind);
}

internal enum CredentialCertainty
{
    /// <summary>No credential.</summary>
    None,

    /// <summary>A credential belongs there, but what stands there is to be replaced.</summary>
    StandIn,

    Credential,
}
