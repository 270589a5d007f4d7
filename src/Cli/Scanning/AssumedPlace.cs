using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Scanning;

/// <summary>Where a definition will be registered, as far as the command line says.</summary>
/// <param name="Account">Account id; null where it is not said.</param>
/// <param name="Region">Region; null where it is not said.</param>
internal sealed record AssumedPlace(string? Account, string? Region)
{
    /// <summary>The name that the next revision will have, but for its number; the definition's own where it has one. Null where too little is known.</summary>
    public TaskDefinitionArn? ArnOf(TaskDefinition task) =>
        TaskDefinitionArn.TryParse(task.TaskDefinitionArn.ValueOrDefault, out var own) ? own
        : Account is not null && Region is not null && task.Family.ValueOrDefault is { Length: > 0 } family ? new(TaskDefinitionArn.PartitionOf(Region), Region, Account, family, Revision: null)
        : null;

    /// <summary>What scopes and exemptions are matched with.</summary>
    public Target TargetOf(TaskDefinition task, TaskDefinitionArn? arn)
    {
        var target = Target.Of(task, arn);
        return target with { Account = target.Account ?? Account, Region = target.Region ?? Region };
    }
}
