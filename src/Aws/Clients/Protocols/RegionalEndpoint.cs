using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Util;

namespace EcsGuard.Aws.Clients.Protocols;

/// <summary>
/// Where a regional service answers, by the rules that botocore's endpoint-rule-set-1.json has for ECS, Secrets Manager and SNS: an endpoint the user
/// configured, else prefix.region.suffix of the region's partition, with the FIPS and dual-stack variants.
/// </summary>
/// <param name="prefix">What its host names begin with.</param>
/// <param name="govCloudIsFips">Its ordinary endpoints in GovCloud are FIPS ones.</param>
/// <param name="isDualStack">Its ordinary endpoints are dual-stack ones.</param>
internal sealed class RegionalEndpointProvider(string prefix, bool govCloudIsFips = false, bool isDualStack = false) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var request = (RegionalEndpointParameters)parameters;
        if (!string.IsNullOrEmpty(request.Endpoint))
        {
            return request is { UseFips: false, UseDualStack: false }
                ? new Endpoint(request.Endpoint)
                : throw new AmazonClientException("Invalid configuration: a custom endpoint cannot be combined with FIPS or dual-stack endpoints.");
        }

        var region = string.IsNullOrEmpty(request.Region) ? throw new AmazonClientException("Invalid configuration: no region.") : request.Region;
        var partition = Fn.Partition(region);
        if ((request.UseFips && !partition.supportsFIPS) || (request.UseDualStack && !partition.supportsDualStack))
        {
            throw new AmazonClientException($"Invalid configuration: partition {partition.name} has no endpoint of the kind asked for (FIPS, dual-stack).");
        }

        var fips = request.UseFips && !(govCloudIsFips && !request.UseDualStack && partition.name == "aws-us-gov") ? "-fips" : "";
        return new Endpoint($"https://{prefix}{fips}.{region}.{(request.UseDualStack && !isDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}");
    }
}

internal sealed class RegionalEndpointParameters : EndpointParameters
{
    public string? Region
    {
        get => (string?)this[nameof(Region)];
        init => this[nameof(Region)] = value;
    }

    public string? Endpoint
    {
        get => (string?)this[nameof(Endpoint)];
        init => this[nameof(Endpoint)] = value;
    }

    public bool UseFips
    {
        get => (bool)this[nameof(UseFips)];
        init => this[nameof(UseFips)] = value;
    }

    public bool UseDualStack
    {
        get => (bool)this[nameof(UseDualStack)];
        init => this[nameof(UseDualStack)] = value;
    }
}

/// <summary>The step of the pipeline that puts the endpoint on the request.</summary>
internal sealed class RegionalEndpointResolver : BaseEndpointResolver
{
    /// <summary>The endpoint outside of a call, as <see cref="ClientConfig.DetermineServiceOperationEndpoint"/> is asked for it.</summary>
    public static Endpoint Determine(ClientConfig config, ServiceOperationEndpointParameters parameters)
    {
        var request = new DefaultRequest(parameters.Request, config.ServiceId) { AlternateEndpoint = parameters.AlternateEndpoint };
        var context = new RequestContext(enableMetric: false) { ClientConfig = config, OriginalRequest = parameters.Request, Request = request };
        return new RegionalEndpointResolver().GetEndpoint(new Amazon.Runtime.Internal.ExecutionContext(context, responseContext: null));
    }

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = requestContext.ClientConfig;
        return new RegionalEndpointParameters
        {
            Region = requestContext.Request.AlternateEndpoint?.SystemName ?? config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion ?? AWSSDKUtils.DetermineRegion(config.ServiceURL),
            Endpoint = config.ServiceURL,
            UseFips = config.UseFIPSEndpoint,
            UseDualStack = config.UseDualstackEndpoint,
        };
    }
}
