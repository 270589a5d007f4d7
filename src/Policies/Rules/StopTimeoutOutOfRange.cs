using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class StopTimeoutOutOfRange : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "stop-timeout-out-of-range",
        Title = "`stopTimeout` is outside of what Fargate allows",
        Category = Category.Spot,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "On Fargate, a container's `stopTimeout` is under 2 or over 120 seconds. On EC2 ECS accepts longer ones.",
        Why = "`stopTimeout` is the time between SIGTERM and SIGKILL. Fargate waits for two minutes at most, which is also the length of a Spot warning, and ECS refuses other values for it.",
        Incident = "The registration fails in the deployment pipeline, after the image has been built and pushed.",
        Fix = "Set `stopTimeout` to a value from 2 to 120 seconds. Work that needs longer to stop has to save its progress and go on in another task.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "stopTimeout": 300 }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "stopTimeout": 120 }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict) =>
        FargateTimeout.Judge(task, context, verdict, "stopTimeout", container => container.StopTimeout);
}
