using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class PrivilegedContainer : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "privileged-container",
        Title = "Container runs privileged",
        Category = Category.Isolation,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container has `privileged: true` on EC2 or an external instance. On Fargate, which refuses it, `unsupported-on-fargate` reports it. Windows containers have no such mode.",
        Why = "A privileged container sees every device of the instance and has every capability; no security profile holds it. Nothing but its own good will keeps it in.",
        Incident = "Code that breaks out of one web server mounts the instance's disk, reads the credentials of all other tasks there, and stays after the task has been stopped.",
        Fix = "Delete `privileged` and grant what the process needs by name: single capabilities in `linuxParameters.capabilities.add`, single devices in `linuxParameters.devices`.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "privileged": true }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "privileged": false }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        Controls = ["Security Hub ECS.4"],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (!verdict.Known(container.Privileged, out var privileged) || !privileged)
            {
                continue;
            }

            switch (task.HasLinuxHost(context, verdict))
            {
                case true:
                    verdict.Violation(container.Privileged, $"Container '{container.DisplayName}' runs privileged. Delete privileged and add only the capabilities it needs.");
                    break;
                case false:
                    verdict.NotApplicable();
                    break;
            }
        }
    }
}
