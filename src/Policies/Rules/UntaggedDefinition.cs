using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UntaggedDefinition : TaskDefinitionPolicy
{
    private static readonly PolicyOption<string[]> Keys = new("keys", "Keys of the tags that every task definition must have, by case.", []);

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "untagged-definition",
        Title = "Task definition lacks a required tag",
        Category = Category.Parameters,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Configured,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "One of the `keys` that the organisation asks for is not among the tags. The value is not looked at. Nothing is judged until the list is set, nor where the tags are not part of what was read.",
        Why = "Tags say whose a task definition is and who pays for it. Permissions and cost reports are cut along them, and so are EcsGuard's teams.",
        Incident = "A finding at night reaches nobody, since nothing tells which team to call.",
        Fix = "Add the tag in the template that registers the definition, so that the next revision has it as well. `aws ecs tag-resource` mends only the present one.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }], "tags": [{ "key": "env", "value": "prod" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }], "tags": [{ "key": "env", "value": "prod" }, { "key": "team", "value": "shop" }] }""",
        ExampleContext = PolicyContext.Empty.With("untagged-definition", Keys, ["team"]),
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html",
        Controls = ["Security Hub ECS.15"],
        Options = [Keys],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var keys = context.Get(this, Keys);
        if (keys.Length == 0)
        {
            verdict.NotApplicable();
            return;
        }

        var missing = keys.Where(key => !task.Tags.Any(tag => tag.Key.ValueOrDefault == key)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        // A hidden key may be the missing one.
        var hidden = task.Tags.IsUndetermined;
        foreach (var tag in verdict.Each(task.Tags))
        {
            hidden |= tag.Key.IsUndetermined;
            verdict.Known(tag.Key, out _);
        }

        if (!hidden)
        {
            verdict.Violation(task.Tags.IsAbsent ? "" : task.Tags.Path, null, $"The task definition lacks the {(missing.Length == 1 ? "tag" : "tags")} {string.Join(", ", missing)}.");
        }
    }
}
