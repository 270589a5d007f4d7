using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

public class GetRolePolicyRequest : AmazonWebServiceRequest
{
    public string? RoleName { get; set; }

    public string? PolicyName { get; set; }
}

public class GetRolePolicyResponse : AmazonWebServiceResponse
{
    public string? RoleName { get; set; }

    public string? PolicyName { get; set; }

    /// <summary>JSON, URL-encoded.</summary>
    public string? PolicyDocument { get; set; }
}
