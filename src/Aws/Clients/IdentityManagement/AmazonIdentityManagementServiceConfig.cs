using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Util.Internal;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.IdentityManagement;

/// <summary>Configuration of <see cref="AmazonIdentityManagementServiceClient"/>.</summary>
public class AmazonIdentityManagementServiceConfig : ClientConfig
{
    internal const string Id = "IAM";

    private static readonly string UserAgentText = InternalSDKUtils.BuildUserAgentString(Id, typeof(AmazonIdentityManagementServiceConfig).Assembly.GetName().Version!.ToString(3));

    public AmazonIdentityManagementServiceConfig()
        : base(StandardDefaults.Instance)
    {
        ServiceId = Id;
        AuthenticationServiceName = "iam";
        EndpointProvider = new GlobalEndpointProvider();
    }

    public override string RegionEndpointServiceName => "iam";

    public override string ServiceVersion => "2010-05-08";

    public override string UserAgent => UserAgentText;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Determine(this, parameters ?? throw new ArgumentNullException(nameof(parameters)));
}
