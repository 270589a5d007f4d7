using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Util.Internal;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.ECS;

/// <summary>Configuration of <see cref="AmazonECSClient"/>.</summary>
public class AmazonECSConfig : ClientConfig
{
    internal const string Id = "ECS";

    private static readonly string UserAgentText = InternalSDKUtils.BuildUserAgentString(Id, typeof(AmazonECSConfig).Assembly.GetName().Version!.ToString(3));

    public AmazonECSConfig()
        : base(StandardDefaults.Instance)
    {
        ServiceId = Id;
        AuthenticationServiceName = "ecs";
        EndpointProvider = new RegionalEndpointProvider("ecs");
    }

    public override string RegionEndpointServiceName => "ecs";

    public override string ServiceVersion => "2014-11-13";

    public override string UserAgent => UserAgentText;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Determine(this, parameters ?? throw new ArgumentNullException(nameof(parameters)));
}
