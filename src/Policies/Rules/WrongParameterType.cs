using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class WrongParameterType : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "wrong-parameter-type",
        Title = "Value has a JSON type that ECS refuses there",
        Category = Category.Parameters,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A text stands where RegisterTaskDefinition wants a number or a boolean, a number where it wants a text, one value where it wants a list, and so on. A redacted value or a template's stand-in there cannot be judged.",
        Why = "The API converts nothing. A container's `memory` is an integer, the task's `memory` is a string, and the value of an environment variable is always a string, also when it looks like a number.",
        Incident = "The registration fails with a parameter validation error or a SerializationException, which names the types but often not the place, and the deployment stops there.",
        Fix = "Write the value in the type that the message names: without quotes for numbers and booleans, with quotes for texts, in brackets for lists.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": "512" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 512 }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        foreach (var value in task.MistypedValues)
        {
            var container = value.Owner.Container;
            var parameter = value.Path[((container?.Path.Length ?? 0) + 1)..];
            var where = container is null ? "The task definition" : $"Container '{container.DisplayName}'";
            verdict.Violation(value.Path, container?.DisplayName, $"{where}: `{parameter}` is {Found(value)}, ECS wants {WithArticle(value.Expected)}.");
        }

        foreach (var unread in task.UnreadValues)
        {
            verdict.Undetermined(unread.Path, unread.Reason);
        }
    }

    private static string Found(MistypedValue value) =>
        (value.Expected, value.Found) switch
        {
            ("integer", "number") => "not a whole number of 32 bits",
            (_, "null") => "null",
            _ => WithArticle(value.Found),
        };

    private static string WithArticle(string type) => type[0] is 'a' or 'i' or 'o' ? $"an {type}" : $"a {type}";
}
