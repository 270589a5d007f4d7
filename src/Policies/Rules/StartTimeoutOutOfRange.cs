using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class StartTimeoutOutOfRange : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "start-timeout-out-of-range",
        Title = "`startTimeout` is outside of what Fargate allows",
        Category = Category.Sidecars,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "On Fargate, a container's `startTimeout` is under 2 or over 120 seconds. On EC2 ECS accepts longer ones.",
        Why = "`startTimeout` is how long ECS waits for a container that others depend on before it gives the task up. Fargate takes values up to two minutes only.",
        Incident = "ECS refuses the definition, and the deployment pipeline stops at it.",
        Fix = "Set `startTimeout` to a value from 2 to 120 seconds. A container that needs longer to get ready should do so after it has started.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "startTimeout": 300 }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "startTimeout": 120 }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict) =>
        FargateTimeout.Judge(task, context, verdict, "startTimeout", container => container.StartTimeout);
}
