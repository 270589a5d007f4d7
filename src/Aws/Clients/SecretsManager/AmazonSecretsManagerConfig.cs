using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Util.Internal;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.SecretsManager;

/// <summary>Configuration of <see cref="AmazonSecretsManagerClient"/>.</summary>
public class AmazonSecretsManagerConfig : ClientConfig
{
    internal const string Id = "Secrets Manager";

    private static readonly string UserAgentText = InternalSDKUtils.BuildUserAgentString(Id, typeof(AmazonSecretsManagerConfig).Assembly.GetName().Version!.ToString(3));

    public AmazonSecretsManagerConfig()
        : base(StandardDefaults.Instance)
    {
        ServiceId = Id;
        AuthenticationServiceName = "secretsmanager";
        EndpointProvider = new RegionalEndpointProvider("secretsmanager", isDualStack: true);
    }

    public override string RegionEndpointServiceName => "secretsmanager";

    public override string ServiceVersion => "2017-10-17";

    public override string UserAgent => UserAgentText;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Determine(this, parameters ?? throw new ArgumentNullException(nameof(parameters)));
}
