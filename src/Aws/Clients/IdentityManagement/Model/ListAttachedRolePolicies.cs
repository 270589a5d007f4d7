using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

public class ListAttachedRolePoliciesRequest : AmazonWebServiceRequest
{
    public string? RoleName { get; set; }

    /// <summary>Where the page before ended; unset for the first.</summary>
    public string? Marker { get; set; }
}

public class ListAttachedRolePoliciesResponse : AmazonWebServiceResponse
{
    public List<AttachedPolicyType> AttachedPolicies { get; set; } = [];

    /// <summary>There is another page, which a request with <see cref="Marker"/> answers. IAM may truncate any answer.</summary>
    public bool? IsTruncated { get; set; }

    public string? Marker { get; set; }
}

public class AttachedPolicyType
{
    public string? PolicyName { get; set; }

    public string? PolicyArn { get; set; }
}
