using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace EcsGuard.Aws.Clients.Protocols;

/// <summary>What a generated client changes in AWSSDK.Core's pipeline: its own endpoint step, and which signature its service takes.</summary>
internal static class ServicePipeline
{
    public static void Customize(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4Handler());
    }

    private sealed class SigV4Handler : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}

/// <summary>Names the service in the SDK's own telemetry.</summary>
internal sealed class ServiceName(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}

/// <summary>The SDK's "standard" defaults mode, the one it uses when nobody asks for another.</summary>
internal sealed class StandardDefaults : IDefaultConfigurationProvider
{
    private static readonly DefaultConfiguration Standard = new()
    {
        Name = DefaultConfigurationMode.Standard,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromMilliseconds(3100),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(3100),
    };

    public static StandardDefaults Instance { get; } = new();

    public IDefaultConfiguration GetDefaultConfiguration(RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) => Standard;
}
