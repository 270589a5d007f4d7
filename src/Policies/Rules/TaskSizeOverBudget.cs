using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class TaskSizeOverBudget : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "task-size-over-budget",
        Title = "The task is larger than this scope allows",
        Category = Category.Sizing,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Configured,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The task's `cpu` or `memory` is greater than the maximum that the policy file sets for its scope. A maximum that is not set, and a size that the task leaves out, are not judged.",
        Why = "The size of a task times the number of tasks is the bill. A maximum per scope catches the typing error and makes the large task a decision.",
        Incident = "A development service is registered with 16 vCPU for a load test and never made smaller again. The month is over before anybody reads the bill.",
        Fix = "Take a smaller size, or have the scope that this task belongs to raised by those who keep the policy file.",
        Bad = """{ "cpu": "8192", "memory": "16384", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "cpu": "4096", "memory": "8192", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
        Options = [SizeBudget.MaxCpu, SizeBudget.MaxMemory],
        ExampleContext = PolicyContext.Empty.With(SizeBudget.Owner, SizeBudget.MaxCpu, 4096).With(SizeBudget.Owner, SizeBudget.MaxMemory, 16384),
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = Compare(task.Cpu, context.Get(this, SizeBudget.MaxCpu), "CPU units", verdict) | Compare(task.Memory, context.Get(this, SizeBudget.MaxMemory), "MiB", verdict);
        if (!judged)
        {
            verdict.NotApplicable();
        }
    }

    private static bool Compare(Field<TaskSize> size, int most, string unit, Verdict verdict)
    {
        if (most == 0 || size.IsAbsent)
        {
            return false;
        }

        if (verdict.KnownUnits(size, out var units) && units > most)
        {
            verdict.Violation(size, $"The task has {units} {unit}; at most {most} are allowed here.");
        }

        return true;
    }
}
