using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnknownParameter : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unknown-parameter",
        Title = "Task definition holds a parameter that ECS does not know",
        Category = Category.Parameters,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A member stands where RegisterTaskDefinition has none of that name: a slip of the pen, CloudFormation's or Terraform's spelling, or a parameter at the wrong level. What `DescribeTaskDefinition` adds (`revision`, `status`, `registeredAt` …) is known.",
        Why = "ECS has no parameter of that name, so what was meant is not set and the default holds. The AWS CLI refuses to send it; other clients drop it without a word.",
        Incident = "A misspelt `essential: false` leaves the helper essential, and its first crash stops the application. A misspelt `readonlyRootFilesystem` leaves the disk writable although the file says otherwise.",
        Fix = "Spell the parameter as the API reference does, move it to the object it belongs to, or delete it.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "essentail": false }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "essential": true }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        foreach (var member in task.UnknownMembers)
        {
            if (Placeholder.IsIn(member.Name))
            {
                verdict.Undetermined(member.Path, UndeterminedReason.Placeholder);
                continue;
            }

            var container = member.Owner.Container?.DisplayName;
            var where = container is null ? "The task definition" : $"Container '{container}'";
            verdict.Violation(member.Path, container, $"{where}: ECS knows no parameter `{member.Name}` there.{Advice(member)}");
        }

        foreach (var unread in task.UnreadValues.Where(value => value.HidesMembers))
        {
            verdict.Undetermined(unread.Path, unread.Reason);
        }
    }

    private static string Advice(UnknownMember member) =>
        HomeOf(member) is { } home ? $" It belongs to {home}."
        : NearestName.Find(member.Name, member.KnownNames) is { } nearest ? $" Did you mean `{nearest}`?"
        : "";

    /// <summary>Where a parameter that is spelled right belongs.</summary>
    private static string? HomeOf(UnknownMember member) =>
        TaskDefinition.Members.Names.Contains(member.Name) ? "the task definition itself"
        : ContainerDefinition.Members.Names.Contains(member.Name) ? "a container definition"
        : LinuxParameters.Members.Names.Contains(member.Name) ? "a container's `linuxParameters`"
        : null;
}
