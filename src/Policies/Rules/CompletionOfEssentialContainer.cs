using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class CompletionOfEssentialContainer : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "completion-of-essential-container",
        Title = "A container waits for the end of an essential one",
        Category = Category.Sidecars,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`dependsOn` has the condition `COMPLETE` or `SUCCESS` for a container that is essential, also by default.",
        Why = "When an essential container ends, with whatever exit code, ECS stops the task. A container that starts after that end could never run.",
        Incident = "The registration fails: \"A dependency container with SUCCESS or COMPLETE condition cannot be an essential container\".",
        Fix = "Set `essential: false` on the container that runs first and ends. A log router has to run as long as the task: wait for its `START` instead.",
        Bad = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29", "dependsOn": [{ "containerName": "migrate", "condition": "SUCCESS" }] },
                { "name": "migrate", "image": "flyway/flyway:11" }
              ]
            }
            """,
        Good = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29", "dependsOn": [{ "containerName": "migrate", "condition": "SUCCESS" }] },
                { "name": "migrate", "image": "flyway/flyway:11", "essential": false }
              ]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        // Without another essential container, the fix would leave a task that ECS refuses; and a log router must not end at all.
        var canYield = task.ContainerDefinitions.Any(container => container.IsEssential == true && !task.IsAwaited(container));
        var isJudged = task.ContainerDefinitions.IsUndetermined;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            var waiting = task.WaitingFor(container, condition => condition is "COMPLETE" or "SUCCESS", verdict, matters: container.IsEssential != false);
            isJudged |= waiting.Count > 0;
            if (waiting.Count > 0 && (verdict.Known(container.Essential, out var essential) ? essential : container.Essential.IsAbsent))
            {
                verdict.Violation(
                    container,
                    $"Container '{container.DisplayName}' is essential, but {Dependencies.ToText(waiting)} to end, which would stop the task. Set essential to false.",
                    canYield && task.RoleOf(container, context) != SidecarRole.LogRouter ? [PatchOperation.Add($"{container.Path}/essential", false)] : []);
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }
}
