using System.Buffers;
using System.Collections.Concurrent;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.IdentityManagement;
using Amazon.Runtime;
using Amazon.SecretsManager;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SimpleNotificationService;
using EcsGuard.Aws.Clients.Protocols;

namespace EcsGuard.Aws;

/// <summary>
/// Makes every client of AWS, and keeps it: for the hub's account with its own credentials, for a member account with a role assumed there.
/// Each has a timeout and bounded standard retries. Safe for concurrent use.
/// </summary>
public sealed class AwsClients : IDisposable
{
    // The longest that STS grants a role which assumes another one, as a Lambda function's role does.
    private const int SessionSeconds = 3600;
    private const string SessionName = "EcsGuard";
    private const string AccountPlaceholder = "{account}";

    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> RoleNameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@-_/");

    private readonly AwsClientOptions _options;
    private readonly TimeProvider _time;
    private readonly WholeAnswerHttpClientFactory _http;
    private readonly AmazonSecurityTokenServiceClient _sts;
    private readonly Lazy<IAmazonDynamoDB> _dynamoDb;
    private readonly ConcurrentDictionary<string, AssumedRoleCredentials> _roles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Account, string Region), Lazy<IAmazonECS>> _ecs = new();
    private readonly ConcurrentDictionary<(string Account, string Region), Lazy<IAmazonIdentityManagementService>> _iam = new();
    private readonly ConcurrentDictionary<string, Lazy<IAmazonSimpleNotificationService>> _sns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<IAmazonSecretsManager>> _secretsManager = new(StringComparer.Ordinal);
    private string? _account;

    /// <exception cref="ArgumentException">The region, account or role name is not one.</exception>
    public AwsClients(AwsClientOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time ?? TimeProvider.System;
        CheckRegion(options.Region);
        if (options.Account is not null)
        {
            CheckAccount(options.Account);
        }

        if (options.MemberRole is { } role && role.Replace(AccountPlaceholder, "", StringComparison.Ordinal).AsSpan().ContainsAnyExcept(RoleNameCharacters))
        {
            throw new ArgumentException($"'{role}' is not the name of a role: letters, digits and +=,.@-_/ besides {AccountPlaceholder}.", nameof(options));
        }

        _account = options.Account;
        _http = new WholeAnswerHttpClientFactory(options.ConnectTimeout, options.RequestTimeout);
        // A session from a regional endpoint is valid in every region; one from the global endpoint is not valid in opt-in regions.
        _sts = Make(new AmazonSecurityTokenServiceConfig(), options.Region, options.Credentials, static (credentials, config) =>
            credentials is null ? new AmazonSecurityTokenServiceClient(config) : new AmazonSecurityTokenServiceClient(credentials, config));
        _dynamoDb = new(() => Make(new AmazonDynamoDBConfig(), options.Region, options.Credentials, static (credentials, config) =>
            credentials is null ? new AmazonDynamoDBClient(config) : new AmazonDynamoDBClient(credentials, config)));
    }

    /// <summary>DynamoDB in the hub's account and region.</summary>
    public IAmazonDynamoDB DynamoDb => _dynamoDb.Value;

    /// <summary>The hub's account.</summary>
    /// <exception cref="AmazonServiceException">STS had to be asked and refused.</exception>
    public async ValueTask<string> AccountAsync(CancellationToken cancellationToken = default) =>
        _account ??= (await _sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false)).Account;

    /// <summary>The ARN of whoever calls with the hub's credentials.</summary>
    /// <exception cref="AmazonServiceException">STS refused.</exception>
    public async Task<string> CallerAsync(CancellationToken cancellationToken = default) =>
        (await _sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false)).Arn;

    /// <summary>ECS in <paramref name="account"/> and <paramref name="region"/>.</summary>
    /// <exception cref="AmazonSecurityTokenServiceException">STS refused the role in the member account.</exception>
    /// <exception cref="NoMemberRoleException">It is a member account, and no member role is configured.</exception>
    /// <exception cref="ArgumentException">Not an account or not a region.</exception>
    public async ValueTask<IAmazonECS> EcsAsync(string account, string region, CancellationToken cancellationToken = default)
    {
        CheckAccount(account);
        CheckRegion(region);
        var credentials = await CredentialsAsync(account, region, cancellationToken).ConfigureAwait(false);
        return _ecs.GetOrAdd(
            (account, region),
            key => new Lazy<IAmazonECS>(() => Make(new AmazonECSConfig(), key.Region, credentials, static (credentials, config) =>
                credentials is null ? new AmazonECSClient(config) : new AmazonECSClient(credentials, config)))).Value;
    }

    /// <summary>IAM in <paramref name="account"/>, which has one for all regions of a partition; <paramref name="region"/> tells which partition.</summary>
    /// <inheritdoc cref="EcsAsync" path="/exception"/>
    public async ValueTask<IAmazonIdentityManagementService> IamAsync(string account, string region, CancellationToken cancellationToken = default)
    {
        CheckAccount(account);
        CheckRegion(region);
        var credentials = await CredentialsAsync(account, region, cancellationToken).ConfigureAwait(false);
        return _iam.GetOrAdd(
            (account, GlobalEndpointProvider.SigningRegion(region)),
            key => new Lazy<IAmazonIdentityManagementService>(() => Make(new AmazonIdentityManagementServiceConfig(), key.Region, credentials, static (credentials, config) =>
                credentials is null ? new AmazonIdentityManagementServiceClient(config) : new AmazonIdentityManagementServiceClient(credentials, config)))).Value;
    }

    /// <summary>SNS in <paramref name="region"/>, always as the hub: a topic of another account admits the hub in its own policy.</summary>
    /// <exception cref="ArgumentException">Not a region.</exception>
    public IAmazonSimpleNotificationService Sns(string region)
    {
        CheckRegion(region);
        return _sns.GetOrAdd(
            region,
            region => new Lazy<IAmazonSimpleNotificationService>(() => Make(new AmazonSimpleNotificationServiceConfig(), region, _options.Credentials, static (credentials, config) =>
                credentials is null ? new AmazonSimpleNotificationServiceClient(config) : new AmazonSimpleNotificationServiceClient(credentials, config)))).Value;
    }

    /// <summary>Secrets Manager in <paramref name="region"/>, always as the hub.</summary>
    /// <exception cref="ArgumentException">Not a region.</exception>
    public IAmazonSecretsManager SecretsManager(string region)
    {
        CheckRegion(region);
        return _secretsManager.GetOrAdd(
            region,
            region => new Lazy<IAmazonSecretsManager>(() => Make(new AmazonSecretsManagerConfig(), region, _options.Credentials, static (credentials, config) =>
                credentials is null ? new AmazonSecretsManagerClient(config) : new AmazonSecretsManagerClient(credentials, config)))).Value;
    }

    /// <summary>Whether AWS forbids the call, so that it is pointless to repeat it: not allowed to ask, or not allowed to be who could ask.</summary>
    internal static bool IsForbidden(Exception exception) =>
        exception is AccessDeniedException or NoMemberRoleException or AmazonSecurityTokenServiceException { ErrorCode: "AccessDenied" } or AmazonIdentityManagementServiceException { ErrorCode: "AccessDenied" };

    /// <summary>The region in an ARN; null where the text is no ARN of <paramref name="service"/> with this number of parts.</summary>
    internal static string? RegionOf(string arn, string service, int parts) =>
        arn.Split(':') is ["arn", _, var named, var region, var account, .., { Length: > 0 }] all && all.Length == parts && named == service && IsRegion(region) && IsAccount(account) ? region : null;

    internal static bool IsAccount(string account) => account is { Length: 12 } && account.All(char.IsAsciiDigit);

    // Like the account it can come from an event, and goes into a host name.
    internal static bool IsRegion(string region) =>
        region is { Length: > 0 and <= 32 } && char.IsAsciiLetterLower(region[0]) && char.IsAsciiDigit(region[^1]) && !region.AsSpan().ContainsAnyExcept(RegionCharacters);

    public void Dispose()
    {
        foreach (var client in _ecs.Values)
        {
            client.Value.Dispose();
        }

        foreach (var client in _iam.Values)
        {
            client.Value.Dispose();
        }

        foreach (var client in _sns.Values)
        {
            client.Value.Dispose();
        }

        foreach (var client in _secretsManager.Values)
        {
            client.Value.Dispose();
        }

        if (_dynamoDb.IsValueCreated)
        {
            _dynamoDb.Value.Dispose();
        }

        _sts.Dispose();
    }

    private static void CheckAccount(string account)
    {
        if (!IsAccount(account))
        {
            throw new ArgumentException($"'{account}' is not an AWS account: twelve digits.", nameof(account));
        }
    }

    private static void CheckRegion(string region)
    {
        if (!IsRegion(region))
        {
            throw new ArgumentException($"'{region}' is not an AWS region.", nameof(region));
        }
    }

    /// <summary>Null stands for the default chain.</summary>
    private async ValueTask<AWSCredentials?> CredentialsAsync(string account, string region, CancellationToken cancellationToken)
    {
        if (string.Equals(account, await AccountAsync(cancellationToken).ConfigureAwait(false), StringComparison.Ordinal))
        {
            return _options.Credentials;
        }

        var template = _options.MemberRole ?? throw new NoMemberRoleException($"Account {account} is not the hub's, and no role is configured to assume there.");
        var credentials = _roles.GetOrAdd(account, account => new AssumedRoleCredentials(
            _sts,
            new AssumeRoleRequest
            {
                RoleArn = $"arn:{RegionEndpoint.GetBySystemName(region).PartitionName}:iam::{account}:role/{template.Replace(AccountPlaceholder, account, StringComparison.Ordinal)}",
                RoleSessionName = SessionName,
                ExternalId = _options.ExternalId,
                DurationSeconds = SessionSeconds,
            },
            _time));
        // Here and not first inside a call to ECS, where each retry of that call would go through all retries of this one.
        await credentials.GetCredentialsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return credentials;
    }

    private TClient Make<TConfig, TClient>(TConfig config, string region, AWSCredentials? credentials, Func<AWSCredentials?, TConfig, TClient> make)
        where TConfig : ClientConfig
    {
        config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        if (_options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
        }

        // Otherwise the SDK guesses the region to sign for from a configured endpoint's host name.
        config.AuthenticationRegion = region;
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = _options.MaxRetries;
        config.ConnectTimeout = _options.ConnectTimeout;
        config.Timeout = _options.RequestTimeout;
        config.HttpClientFactory = _http;
        return make(credentials, config);
    }
}
