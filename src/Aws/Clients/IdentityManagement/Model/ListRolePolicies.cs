using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

public class ListRolePoliciesRequest : AmazonWebServiceRequest
{
    public string? RoleName { get; set; }

    /// <summary>Where the page before ended; unset for the first.</summary>
    public string? Marker { get; set; }
}

public class ListRolePoliciesResponse : AmazonWebServiceResponse
{
    public List<string> PolicyNames { get; set; } = [];

    /// <summary>There is another page, which a request with <see cref="Marker"/> answers. IAM may truncate any answer.</summary>
    public bool? IsTruncated { get; set; }

    public string? Marker { get; set; }
}
