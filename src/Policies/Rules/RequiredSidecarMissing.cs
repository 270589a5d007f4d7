using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class RequiredSidecarMissing : TaskDefinitionPolicy
{
    private static readonly PolicyOption<ContainerPattern[]> RequiredSidecars = new("sidecars", "Sidecars that every task must have, each by container `name`, `image` (without a tag: in any version) or both; `*` and `?` stand for any text and any character.", []);

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "required-sidecar-missing",
        Title = "A sidecar that the organisation requires is missing",
        Category = Category.Sidecars,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Configured,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The setting `sidecars` lists a sidecar by container name, image or both, and no container of the task is it.",
        Why = "An organisation that counts on an agent in every task, for security or for telemetry, is blind where it is missing.",
        Incident = "An incident is investigated, and the one service that matters has no runtime protection and no traces.",
        Fix = "Add the sidecar to the task as the organisation's template has it, or have the scope of the requirement changed.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }, { "name": "agent", "image": "registry.example.com/security/agent:7", "essential": false }] }""",
        Options = [RequiredSidecars],
        ExampleContext = PolicyContext.Empty.With("required-sidecar-missing", RequiredSidecars, [new(null, "registry.example.com/security/agent:*")]),
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var required = context.Get(this, RequiredSidecars);
        if (required.Length == 0)
        {
            verdict.NotApplicable();
            return;
        }

        var missing = required.Where(sidecar => !IsThere(task, sidecar) && !NoteHidden(task, sidecar, verdict)).ToList();
        if (missing.Count > 0)
        {
            // One place, so one finding: a second one at the same path would be taken for the first.
            verdict.Violation(task.ContainerDefinitions, $"Required sidecars that no container of the task is: {string.Join(", ", missing)}.");
        }
    }

    private static bool IsThere(TaskDefinition task, ContainerPattern sidecar) =>
        task.ContainerDefinitions.Any(container => sidecar.Matches(container.Name.ValueOrDefault, container.Image.ValueOrDefault));

    /// <summary>A container whose name or image is hidden may be the one, unless what can be seen of it says otherwise.</summary>
    private static bool NoteHidden(TaskDefinition task, ContainerPattern sidecar, Verdict verdict)
    {
        var hidden = verdict.Each(task.ContainerDefinitions).IsUndetermined;
        foreach (var container in task.ContainerDefinitions)
        {
            if ((container.Name.IsUndetermined || sidecar.MatchesName(container.Name.ValueOrDefault))
                && (container.Image.IsUndetermined || sidecar.MatchesImage(container.Image.ValueOrDefault)))
            {
                hidden = true;
                verdict.Known(container.Name, out _);
                verdict.Known(container.Image, out _);
            }
        }

        return hidden;
    }
}
