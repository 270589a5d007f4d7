using Amazon.Runtime;

namespace EcsGuard.Aws;

/// <summary>Which AWS, as whom, and how patiently.</summary>
public sealed class AwsClientOptions
{
    /// <summary>The hub's region, where its table and its STS endpoint are.</summary>
    public required string Region { get; init; }

    /// <summary>The hub's account, twelve digits. Where unset, STS is asked once (GetCallerIdentity).</summary>
    public string? Account { get; init; }

    /// <summary>The hub's own credentials. Where unset, the SDK's default chain (environment, profile, container, instance) finds them.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>
    /// Name of the role to assume in a member account, with its path if it has one; <c>{account}</c> stands for the account. Where unset there are
    /// no member accounts, and only the hub's own account can be reached.
    /// </summary>
    public string? MemberRole { get; init; }

    /// <summary>What the trust policy of the member role expects as <c>sts:ExternalId</c>.</summary>
    public string? ExternalId { get; init; }

    /// <summary>One endpoint for every service: an emulator. Where unset, AWS_ENDPOINT_URL and the other settings the SDK knows hold.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How long a connection may take to open.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one attempt may take, from sending to the last byte of the answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts after the first, for throttling and transient failures only.</summary>
    public int MaxRetries { get; init; } = 3;
}
