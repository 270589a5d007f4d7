namespace EcsGuard.Cli.Scanning;

/// <summary>JSON that is no task definition: says what it is, where that can be told, and what to do with it.</summary>
internal static class ForeignDocument
{
    private static readonly (string Member, string Message)[] Known =
    [
        ("ContainerDefinitions", ""),
        ("TaskDefinition", ""),
        ("Resources", "This looks like a CloudFormation template, which scan cannot read yet. Scan the task definition as ECS has it: `aws ecs describe-task-definition`."),
        ("planned_values", "This looks like a Terraform plan, which scan cannot read yet. Scan the task definition as ECS has it: `aws ecs describe-task-definition`."),
        ("terraform_version", "This looks like Terraform's state, which scan does not read. Scan the task definition as ECS has it: `aws ecs describe-task-definition`."),
        ("detail-type", "This is an event, not a task definition. `ecsguard replay` runs events."),
        ("taskDefinitionArns", "This is a list of ARNs. Scan the definitions themselves: `aws ecs describe-task-definition`."),
    ];

    /// <param name="source">The file.</param>
    /// <param name="utf8">The part of it that was read.</param>
    /// <param name="start">Where that part begins.</param>
    /// <param name="fault">What the model said.</param>
    public static InputError Explain(SourceText source, ReadOnlySpan<byte> utf8, int start, FormatException fault)
    {
        var map = new JsonSourceMap(utf8, Known.Select(known => $"/{known.Member}"));
        foreach (var (member, message) in Known)
        {
            if (map.Find($"/{member}") is { } place)
            {
                return new(source.Name, source.PositionOf(place.Start + start), message.Length > 0 ? message : fault.Message);
            }
        }

        return new(source.Name, source.PositionOf(map.FindNearest("").Start + start), fault.Message);
    }
}
