using System.Collections.Immutable;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Iam;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Aws;

/// <summary>
/// Roles, asked of IAM and kept for five minutes, as managed policies are by themselves: many roles share them. Of one role, at most
/// <see cref="ReadsAtOnce"/> policies are read at once. That a role does not exist is not kept: it may have been created a moment ago.
/// </summary>
public sealed partial class IamRoles(AwsClients clients, TimeProvider time, ILogger<IamRoles> log) : IRoles
{
    private const int ReadsAtOnce = 4;

    private readonly ForAWhile<(string Account, string Name), RoleAnswer> _roles = new(time);
    private readonly ForAWhile<string, RolePolicy> _policies = new(time);

    public async Task<RoleAnswer?> ReadAsync(string account, string region, string name, CancellationToken cancellationToken)
    {
        if (_roles.Find((account, name)) is { } known)
        {
            return known;
        }

        RoleAnswer answer;
        try
        {
            var iam = await clients.IamAsync(account, region, cancellationToken).ConfigureAwait(false);
            answer = await AskAsync(iam, name, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception refusal) when (AwsClients.IsForbidden(refusal))
        {
            NotReadable(log, name, account, refusal.Message);
            answer = RoleAnswer.Refused(RoleRefusal.AccessDenied);
        }

        if (answer.Refusal != RoleRefusal.NotFound)
        {
            _roles.Keep((account, name), answer);
        }

        return answer;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The role {Role} of {Account} may not be read: {Reason}")]
    private static partial void NotReadable(ILogger log, string role, string account, string reason);

    private async Task<RoleAnswer> AskAsync(IAmazonIdentityManagementService iam, string name, CancellationToken cancellationToken)
    {
        Role role;
        try
        {
            role = (await iam.GetRoleAsync(new GetRoleRequest { RoleName = name }, cancellationToken).ConfigureAwait(false)).Role
                ?? throw new InvalidDataException($"IAM answered without the role {name}.");
        }
        catch (NoSuchEntityException)
        {
            return RoleAnswer.Refused(RoleRefusal.NotFound);
        }

        var attached = await ListAsync(async marker =>
        {
            var page = await iam.ListAttachedRolePoliciesAsync(new ListAttachedRolePoliciesRequest { RoleName = name, Marker = marker }, cancellationToken).ConfigureAwait(false);
            return (page.AttachedPolicies, page.IsTruncated, page.Marker);
        }).ConfigureAwait(false);
        var inline = await ListAsync(async marker =>
        {
            var page = await iam.ListRolePoliciesAsync(new ListRolePoliciesRequest { RoleName = name, Marker = marker }, cancellationToken).ConfigureAwait(false);
            return (page.PolicyNames, page.IsTruncated, page.Marker);
        }).ConfigureAwait(false);
        return RoleAnswer.Found(new(Complete(role.Arn), Decode(role.AssumeRolePolicyDocument))
        {
            AttachedPolicies = await EachAsync(attached, policy => ReadManagedAsync(iam, Complete(policy.PolicyArn), cancellationToken), cancellationToken).ConfigureAwait(false),
            InlinePolicies = await EachAsync(inline, policy => ReadInlineAsync(iam, name, policy, cancellationToken), cancellationToken).ConfigureAwait(false),
            PermissionsBoundary = role.PermissionsBoundary?.PermissionsBoundaryArn is { } boundary
                ? await ReadManagedAsync(iam, boundary, cancellationToken).ConfigureAwait(false) ?? new RolePolicy(NameOf(boundary), "") { Arn = boundary }
                : null,
        });
    }

    /// <summary>All pages of a list, each asked for with the marker that the one before ended with.</summary>
    private static async Task<List<T>> ListAsync<T>(Func<string?, Task<(List<T> Items, bool? IsTruncated, string? Marker)>> ask)
    {
        var (all, isTruncated, marker) = await ask(null).ConfigureAwait(false);
        while (isTruncated == true && marker is not null)
        {
            (var more, isTruncated, marker) = await ask(marker).ConfigureAwait(false);
            all.AddRange(more);
        }

        return all;
    }

    /// <summary>The version in force; null if the policy has gone since it was listed, and so grants nothing any more.</summary>
    private async Task<RolePolicy?> ReadManagedAsync(IAmazonIdentityManagementService iam, string arn, CancellationToken cancellationToken)
    {
        if (_policies.Find(arn) is { } known)
        {
            return known;
        }

        try
        {
            var policy = await iam.GetPolicyAsync(new GetPolicyRequest { PolicyArn = arn }, cancellationToken).ConfigureAwait(false);
            var version = await iam.GetPolicyVersionAsync(
                new GetPolicyVersionRequest { PolicyArn = arn, VersionId = Complete(policy.Policy?.DefaultVersionId) },
                cancellationToken).ConfigureAwait(false);
            var read = new RolePolicy(NameOf(arn), Decode(version.PolicyVersion?.Document)) { Arn = arn };
            _policies.Keep(arn, read);
            return read;
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }

    private static async Task<RolePolicy?> ReadInlineAsync(IAmazonIdentityManagementService iam, string role, string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await iam.GetRolePolicyAsync(new GetRolePolicyRequest { RoleName = role, PolicyName = name }, cancellationToken).ConfigureAwait(false);
            return new(name, Decode(answer.PolicyDocument));
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }

    /// <summary>In the order of the list, whichever answer comes first.</summary>
    private static async Task<ImmutableArray<RolePolicy>> EachAsync<T>(IReadOnlyList<T> list, Func<T, Task<RolePolicy?>> read, CancellationToken cancellationToken)
    {
        var policies = new RolePolicy?[list.Count];
        await Parallel.ForAsync(
            0,
            list.Count,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
            async (index, _) => policies[index] = await read(list[index]).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. policies.OfType<RolePolicy>()];
    }

    /// <summary>Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html (PolicyDocument: URL-encoded by RFC 3986).</summary>
    private static string Decode(string? document) => Uri.UnescapeDataString(Complete(document));

    private static string Complete(string? member) => member ?? throw new InvalidDataException("IAM left out a member that it always answers.");

    private static string NameOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];
}
