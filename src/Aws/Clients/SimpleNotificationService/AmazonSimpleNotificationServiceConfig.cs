using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Util.Internal;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.SimpleNotificationService;

/// <summary>Configuration of <see cref="AmazonSimpleNotificationServiceClient"/>.</summary>
public class AmazonSimpleNotificationServiceConfig : ClientConfig
{
    internal const string Id = "SNS";

    private static readonly string UserAgentText = InternalSDKUtils.BuildUserAgentString(Id, typeof(AmazonSimpleNotificationServiceConfig).Assembly.GetName().Version!.ToString(3));

    public AmazonSimpleNotificationServiceConfig()
        : base(StandardDefaults.Instance)
    {
        ServiceId = Id;
        AuthenticationServiceName = "sns";
        // GovCloud's ordinary SNS endpoints are the FIPS ones.
        EndpointProvider = new RegionalEndpointProvider("sns", govCloudIsFips: true);
    }

    public override string RegionEndpointServiceName => "sns";

    public override string ServiceVersion => "2010-03-31";

    public override string UserAgent => UserAgentText;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Determine(this, parameters ?? throw new ArgumentNullException(nameof(parameters)));
}
