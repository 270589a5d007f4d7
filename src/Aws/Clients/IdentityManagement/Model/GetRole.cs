using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

public class GetRoleRequest : AmazonWebServiceRequest
{
    /// <summary>The name without its path.</summary>
    public string? RoleName { get; set; }
}

public class GetRoleResponse : AmazonWebServiceResponse
{
    public Role? Role { get; set; }
}

public class Role
{
    public string? RoleName { get; set; }

    /// <summary><c>/</c>, or more between two slashes.</summary>
    public string? Path { get; set; }

    public string? Arn { get; set; }

    /// <summary>The trust policy: JSON, URL-encoded.</summary>
    public string? AssumeRolePolicyDocument { get; set; }

    public AttachedPermissionsBoundary? PermissionsBoundary { get; set; }
}

public class AttachedPermissionsBoundary
{
    /// <summary>ARN of a managed policy.</summary>
    public string? PermissionsBoundaryArn { get; set; }
}
