using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;
using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline;

/// <summary>Reads the roles that a definition names.</summary>
/// <param name="roles">Null where the operator does not allow it: then nothing is known of any role.</param>
internal sealed class RoleReader(IRoles? roles)
{
    /// <summary>The role; null where nobody is asked: it is not allowed, there is no role, or what stands there is no role's name.</summary>
    public async Task<RoleAnswer?> ReadAsync(Field<string> role, TaskDefinitionArn revision, CancellationToken cancellationToken)
    {
        if (roles is null || !role.IsKnown(out var text) || RoleReference.Parse(text) is not { IsWellFormed: true } reference)
        {
            return null;
        }

        if (reference.Account is { } account && account != revision.Account)
        {
            return RoleAnswer.Refused(RoleRefusal.OtherAccount);
        }

        var answer = await roles.ReadAsync(revision.Account, revision.Region, reference.ShortName, cancellationToken);
        // IAM finds a role by its name alone, ECS takes an ARN as it stands: with another path it names no role.
        return reference.Account is not null && answer?.Documents is { } found && RoleReference.Parse(found.Arn).Name != reference.Name
            ? RoleAnswer.Refused(RoleRefusal.NotFound)
            : answer;
    }
}
