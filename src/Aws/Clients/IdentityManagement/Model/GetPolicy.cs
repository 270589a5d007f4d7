using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

public class GetPolicyRequest : AmazonWebServiceRequest
{
    public string? PolicyArn { get; set; }
}

public class GetPolicyResponse : AmazonWebServiceResponse
{
    public ManagedPolicy? Policy { get; set; }
}

public class ManagedPolicy
{
    public string? PolicyName { get; set; }

    public string? Arn { get; set; }

    /// <summary>The version that is in force, such as <c>v3</c>.</summary>
    public string? DefaultVersionId { get; set; }
}
