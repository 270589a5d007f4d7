using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class InvalidFargateNetworkMode : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "invalid-fargate-network-mode",
        Title = "Fargate task does not use the awsvpc network mode",
        Category = Category.Network,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A task meant for Fargate whose `networkMode` is anything but `awsvpc`. Leaving it out is reported too: the default is `bridge`.",
        Why = "On Fargate each task gets a network interface of its own, which is what `awsvpc` means. There is no shared host to bridge to.",
        Incident = "RegisterTaskDefinition refuses the revision, so the release ends at its first step.",
        Fix = "Set `networkMode` to `awsvpc`, and make the target groups of its service register IP addresses (`targetType: ip`).",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "networkMode": "bridge", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.IsFargate(context, verdict) != true)
        {
            verdict.NotApplicable();
        }
        else if (task.NetworkMode.IsAbsent)
        {
            verdict.Violation(task, "The task is meant for Fargate and sets no networkMode, which means bridge. Fargate takes awsvpc only.");
        }
        else if (verdict.Known(task.NetworkMode, out var mode) && mode != "awsvpc")
        {
            verdict.Violation(task.NetworkMode, $"The task is meant for Fargate and its networkMode is {mode}. Fargate takes awsvpc only.");
        }
    }
}
