using System.Collections.Immutable;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnsetStopTimeoutOnSpot : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unset-stop-timeout-on-spot",
        Title = "An essential container on Spot leaves the time to stop at 30 seconds",
        Category = Category.Spot,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The family is known to run on Spot capacity, from a task's or service's capacity provider or from the setting `families`, and an essential container sets no `stopTimeout`.",
        Why = "A Spot interruption gives two minutes. Without `stopTimeout`, the container is killed 30 seconds after SIGTERM, and the other 90 are not used.",
        Incident = "Long requests and jobs are cut off at every interruption although there was time to finish them.",
        Fix = "Set `stopTimeout` to the time that the application needs to finish its work, up to 120 seconds.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "stopTimeout": 120 }] }""",
        Options = [Spot.Families],
        ExampleContext = PolicyContext.Empty with { OnSpot = true },
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!task.IsOnSpot(context))
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (container.StopTimeout.IsAbsent && (verdict.Known(container.Essential, out var essential) ? essential : container.Essential.IsAbsent))
            {
                verdict.Violation(
                    container,
                    $"Container '{container.DisplayName}' runs on Spot without stopTimeout: it is killed after 30 s of the 120 s that a Spot interruption gives.",
                    AllowLongest(container));
            }
        }
    }

    /// <summary>Operations that a container needs on becoming essential, so that this policy has nothing to report.</summary>
    internal static ImmutableArray<PatchOperation> OnBecomingEssential(TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        task.IsOnSpot(context) && container.StopTimeout.IsAbsent ? [AllowLongest(container)] : [];

    private static PatchOperation AllowLongest(ContainerDefinition container) => PatchOperation.Add($"{container.Path}/stopTimeout", FargateTimeout.Longest);
}
