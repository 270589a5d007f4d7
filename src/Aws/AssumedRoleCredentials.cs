using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace EcsGuard.Aws;

/// <summary>
/// Credentials of a role in a member account, kept until shortly before they expire. However many callers ask at once, STS is asked once, and
/// all of them get its answer, be it credentials or a refusal. A refusal is not kept: the next caller asks again.
/// </summary>
internal sealed class AssumedRoleCredentials(IAmazonSecurityTokenService sts, AssumeRoleRequest request, TimeProvider time) : AWSCredentials
{
    // A call started with the last second of a session would be refused half-way through its retries.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private Task<Session>? _session;

    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        Task<Session> session;
        lock (_gate)
        {
            if (_session is null || IsSpent(_session))
            {
                // Not on the caller's thread: the lock must not be held while a request is prepared and sent.
                _session = Task.Run(AssumeAsync);
            }

            session = _session;
        }

        return (await session.ConfigureAwait(false)).Credentials;
    }

    private bool IsSpent(Task<Session> session) =>
        session.IsCompleted && (!session.IsCompletedSuccessfully || time.GetUtcNow() >= session.Result.Expires - Margin);

    private async Task<Session> AssumeAsync()
    {
        var response = await sts.AssumeRoleAsync(request).ConfigureAwait(false);
        var credentials = response.Credentials;
        return new Session(
            new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken),
            credentials.Expiration is { } expiration ? new DateTimeOffset(expiration.ToUniversalTime()) : DateTimeOffset.MinValue);
    }

    private sealed record Session(ImmutableCredentials Credentials, DateTimeOffset Expires);
}
