using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

public class GetPolicyVersionRequest : AmazonWebServiceRequest
{
    public string? PolicyArn { get; set; }

    public string? VersionId { get; set; }
}

public class GetPolicyVersionResponse : AmazonWebServiceResponse
{
    public PolicyVersion? PolicyVersion { get; set; }
}

public class PolicyVersion
{
    /// <summary>JSON, URL-encoded.</summary>
    public string? Document { get; set; }

    public string? VersionId { get; set; }

    public bool? IsDefaultVersion { get; set; }
}
