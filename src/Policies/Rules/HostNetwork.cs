using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class HostNetwork : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "host-network",
        Title = "Task shares the network of its host",
        Category = Category.Network,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`networkMode` is `host` on EC2 or an external instance. On Fargate, which refuses it, `invalid-fargate-network-mode` reports it.",
        Why = "The containers open their ports on the instance itself, reach whatever listens on its loopback interface, and are let through by the instance's security groups instead of their own.",
        Incident = "A server that trusts 127.0.0.1, such as an agent or a database proxy, answers a container of somebody else's service. Two tasks with the same port cannot share an instance, so a deployment hangs for want of room.",
        Fix = "Use `awsvpc`, so that the task has its own interface and security groups, or `bridge` with mapped ports.",
        Bad = """{ "networkMode": "host", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "networkMode": "awsvpc", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/host-networking-mode.html",
        Controls = ["Security Hub ECS.17"],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!verdict.Known(task.NetworkMode, out var mode) || mode != "host")
        {
            return;
        }

        switch (task.IsFargate(context, verdict))
        {
            case true:
                verdict.NotApplicable();
                break;
            case false:
                verdict.Violation(task.NetworkMode, "networkMode is host: the containers share the instance's network. Use awsvpc or bridge.");
                break;
        }
    }
}
