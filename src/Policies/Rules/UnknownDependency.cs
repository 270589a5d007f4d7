using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnknownDependency : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unknown-dependency",
        Title = "A container depends on one that is not there, or on itself",
        Category = Category.Sidecars,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "An entry of `dependsOn` names no container of the task, or the container that it stands in.",
        Why = "`dependsOn` orders the containers of one task. A name that is none of them cannot be waited for.",
        Incident = "The registration fails: often one container was renamed or removed and the other still waits for it.",
        Fix = "Correct the name, which has to be spelled as in the other container's `name`, or remove the entry.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "dependsOn": [{ "containerName": "envoy", "condition": "START" }] }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "dependsOn": [{ "containerName": "envoy", "condition": "START" }] }, { "name": "envoy", "image": "envoyproxy/envoy:v1.35.0" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var isJudged = task.ContainerDefinitions.IsUndetermined;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            foreach (var dependency in verdict.Each(container.DependsOn))
            {
                isJudged = true;
                JudgeDependency(task, container, dependency.ContainerName, verdict);
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }

    private static void JudgeDependency(TaskDefinition task, ContainerDefinition container, Field<string> name, Verdict verdict)
    {
        // The same stand-in for both names stands for the same name.
        if (name.Raw is { } text && name.Reason != UndeterminedReason.Redacted && task.ContainerDefinitions.Any(other => other != container && other.Name.Raw == text))
        {
            return;
        }

        if (!verdict.Known(name, out var wanted))
        {
            return;
        }

        if (wanted == container.Name.ValueOrDefault)
        {
            verdict.Violation(name, $"Container '{wanted}' depends on itself.");
        }
        else if (!NoteHiddenNames(task, container, verdict))
        {
            verdict.Violation(name, $"Container '{container.DisplayName}' depends on '{wanted}', but the task has no container of that name.");
        }
    }

    private static bool NoteHiddenNames(TaskDefinition task, ContainerDefinition container, Verdict verdict)
    {
        var hidden = task.ContainerDefinitions.IsUndetermined;
        foreach (var other in task.ContainerDefinitions)
        {
            if (other != container && other.Name.IsUndetermined)
            {
                verdict.Known(other.Name, out _);
                hidden = true;
            }
        }

        return hidden;
    }
}
