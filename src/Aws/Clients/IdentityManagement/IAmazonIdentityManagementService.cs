using Amazon.IdentityManagement.Model;
using Amazon.Runtime;

namespace Amazon.IdentityManagement;

/// <summary>
/// The operations of AWS Identity and Access Management that EcsGuard calls, as AWSSDK.IdentityManagement spells them
/// (docs.aws.amazon.com/IAM/latest/APIReference). All of them only read.
/// </summary>
public interface IAmazonIdentityManagementService : IDisposable
{
    IClientConfig Config { get; }

    /// <summary>A role with its trust policy and its permissions boundary.</summary>
    /// <exception cref="NoSuchEntityException">No such role.</exception>
    Task<GetRoleResponse> GetRoleAsync(GetRoleRequest request, CancellationToken cancellationToken = default);

    /// <summary>One page of the managed policies that are attached to a role.</summary>
    /// <exception cref="NoSuchEntityException">No such role.</exception>
    Task<ListAttachedRolePoliciesResponse> ListAttachedRolePoliciesAsync(ListAttachedRolePoliciesRequest request, CancellationToken cancellationToken = default);

    /// <summary>A managed policy, without its document.</summary>
    /// <exception cref="NoSuchEntityException">No such policy.</exception>
    Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>One version of a managed policy, with its document.</summary>
    /// <exception cref="NoSuchEntityException">No such policy or version.</exception>
    Task<GetPolicyVersionResponse> GetPolicyVersionAsync(GetPolicyVersionRequest request, CancellationToken cancellationToken = default);

    /// <summary>One page of the names of a role's inline policies.</summary>
    /// <exception cref="NoSuchEntityException">No such role.</exception>
    Task<ListRolePoliciesResponse> ListRolePoliciesAsync(ListRolePoliciesRequest request, CancellationToken cancellationToken = default);

    /// <summary>An inline policy of a role, with its document.</summary>
    /// <exception cref="NoSuchEntityException">No such role or policy.</exception>
    Task<GetRolePolicyResponse> GetRolePolicyAsync(GetRolePolicyRequest request, CancellationToken cancellationToken = default);
}
