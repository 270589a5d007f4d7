using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class EphemeralStorageOutOfRange : TaskDefinitionPolicy
{
    private const int Least = 21;
    private const int Most = 200;

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "ephemeral-storage-out-of-range",
        Title = "The ephemeral storage is not one that Fargate offers",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`ephemeralStorage.sizeInGiB` is below 21 or above 200, or the task is for EC2, alone or beside Fargate: instances know no such storage.",
        Why = "A Fargate task has 20 GiB without asking. `ephemeralStorage` is there to get more, up to 200 GiB, and exists on Fargate alone.",
        Incident = "RegisterTaskDefinition refuses the definition: 20 as well, although that is what the task would get without the setting.",
        Fix = "Ask for 21 to 200 GiB, or remove `ephemeralStorage`. On an instance, use a volume.",
        Bad = """{ "requiresCompatibilities": ["FARGATE"], "ephemeralStorage": { "sizeInGiB": 20 }, "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "requiresCompatibilities": ["FARGATE"], "ephemeralStorage": { "sizeInGiB": 21 }, "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.EphemeralStorage.IsAbsent)
        {
            verdict.NotApplicable();
            return;
        }

        var fargate = task.IsFargate(context, verdict);
        if (task.RequiresCompatibilities.Any(compatibility => compatibility.ValueOrDefault == "EC2") || (fargate == false && task.RequiresCompatibilities.Count == 0))
        {
            verdict.Violation(task.EphemeralStorage, "Tasks on EC2 have no ephemeralStorage: use a volume.", PatchOperation.Remove(task.EphemeralStorage.Path));
        }
        else if (fargate == false)
        {
            verdict.NotApplicable();
        }
        else if (verdict.Known(task.EphemeralStorage, out var storage) && verdict.Known(storage.SizeInGiB, out var size) && size is < Least or > Most)
        {
            verdict.Violation(
                storage.SizeInGiB,
                $"The task asks for {size} GiB of ephemeral storage; Fargate has {Least} to {Most} GiB.",
                PatchOperation.Replace(storage.SizeInGiB.Path, Math.Clamp(size, Least, Most)));
        }
    }
}
