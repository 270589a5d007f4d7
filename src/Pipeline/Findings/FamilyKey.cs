using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Findings;

/// <summary>A family of task definitions: its name in one account and region.</summary>
public sealed record FamilyKey(string Account, string Region, string Family)
{
    public static FamilyKey Of(TaskDefinitionArn arn) => new(arn.Account, arn.Region, arn.Family);
}
