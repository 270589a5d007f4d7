using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Util;

namespace EcsGuard.Aws.Clients.Protocols;

/// <summary>Where a service answers: an endpoint the user configured, else a host name of the region's partition, with the FIPS and dual-stack variants.</summary>
internal abstract class PartitionEndpointProvider : IEndpointProvider
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
        return (!request.UseFips || partition.supportsFIPS) && (!request.UseDualStack || partition.supportsDualStack)
            ? new Endpoint($"https://{Host(partition, region, request.UseFips, request.UseDualStack)}.{Suffix(partition, request.UseDualStack)}")
            : throw new AmazonClientException($"Invalid configuration: partition {partition.name} has no endpoint of the kind asked for (FIPS, dual-stack).");
    }

    /// <summary>The host name before the partition's suffix.</summary>
    protected abstract string Host(Partition partition, string region, bool useFips, bool useDualStack);

    protected virtual string Suffix(Partition partition, bool useDualStack) => useDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;
}

/// <summary>Where a regional service answers, by the rules that botocore's endpoint-rule-set-1.json has for ECS, Secrets Manager and SNS: prefix.region.</summary>
/// <param name="prefix">What its host names begin with.</param>
/// <param name="govCloudIsFips">Its ordinary endpoints in GovCloud are FIPS ones.</param>
/// <param name="isDualStack">Its ordinary endpoints are dual-stack ones, so that its dual-stack names end like all others.</param>
internal sealed class RegionalEndpointProvider(string prefix, bool govCloudIsFips = false, bool isDualStack = false) : PartitionEndpointProvider
{
    protected override string Host(Partition partition, string region, bool useFips, bool useDualStack) =>
        useFips && !(govCloudIsFips && !useDualStack && partition.name == "aws-us-gov") ? $"{prefix}-fips.{region}" : $"{prefix}.{region}";

    protected override string Suffix(Partition partition, bool useDualStack) => base.Suffix(partition, useDualStack && !isDualStack);
}

/// <summary>Where IAM answers, which has one endpoint in each partition, by the rules that botocore's endpoint-rule-set-1.json has for it.</summary>
internal sealed class GlobalEndpointProvider : PartitionEndpointProvider
{
    /// <summary>The region that requests to IAM are signed for.</summary>
    public static string SigningRegion(string region) => Fn.Partition(region) is { name: not "aws-cn" } partition ? partition.implicitGlobalRegion : "cn-north-1";

    protected override string Host(Partition partition, string region, bool useFips, bool useDualStack)
    {
        // GovCloud's ordinary endpoint is the FIPS one.
        var service = useFips && partition.name != "aws-us-gov" ? "iam-fips" : "iam";
        return (partition.name, useDualStack) switch
        {
            ("aws-us-gov", _) => $"{service}.us-gov",
            (_, true) => $"{service}.global",
            ("aws", false) => service,
            _ => $"{service}.{SigningRegion(region)}",
        };
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
