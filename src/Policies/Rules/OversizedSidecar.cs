using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class OversizedSidecar : TaskDefinitionPolicy
{
    private static readonly PolicyOption<double> MaxShare = new("maxShare", "The part of the task's memory or CPU that its sidecars may reserve together, from 0 to 1.", 0.5);

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "oversized-sidecar",
        Title = "The sidecars take more of the task than the application",
        Category = Category.Sizing,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The containers that are known as infrastructure reserve more than a share (half, unless set otherwise) of the memory or of the CPU that the task has. A task that holds nothing else is no such case.",
        Why = "What the sidecars reserve is paid for like the rest, in every task of the service, and the application has to do with what is left.",
        Incident = "The service is scaled out at peak times because its tasks are short of CPU, while most of what is bought goes to agents.",
        Fix = "Lower the sidecars' `memoryReservation`, `memory` and `cpu` to what they have been measured to need, or give the task more.",
        Bad = """{ "cpu": "256", "memory": "512", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }, { "name": "xray", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x", "memoryReservation": 384 }] }""",
        Good = """{ "cpu": "256", "memory": "512", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }, { "name": "xray", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x", "memoryReservation": 64 }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
        Options = [MaxShare],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var sidecars = task.ContainerDefinitions.Where(container => Sidecars.Recognise(container, context) is not null).ToArray();
        if (sidecars.Length == 0 || sidecars.Length == task.ContainerDefinitions.Count || (task.Memory.IsAbsent && task.Cpu.IsAbsent))
        {
            verdict.Each(task.ContainerDefinitions);
            verdict.NotApplicable();
            return;
        }

        var share = context.Get(this, MaxShare);
        if (!(Compare(task.Memory, sidecars, Sizing.MemoryShare, "MiB", share, verdict) | Compare(task.Cpu, sidecars, container => container.Cpu, "CPU units", share, verdict)))
        {
            verdict.Each(task.ContainerDefinitions);
        }
    }

    private static bool Compare(Field<TaskSize> whole, ContainerDefinition[] sidecars, Func<ContainerDefinition, Field<int>> read, string unit, double share, Verdict verdict)
    {
        if (!verdict.KnownUnits(whole, out var available))
        {
            return false;
        }

        var shares = sidecars.Shares(read);
        var sum = shares.Total();
        if (sum > available * share)
        {
            verdict.Violation(whole, $"The sidecars take {sum} of the task's {available} {unit} ({shares.Describe()}); at most {Math.Floor(available * share)} are accepted.");
            return true;
        }

        foreach (var sidecar in sidecars)
        {
            verdict.Known(read(sidecar), out _);
        }

        return false;
    }
}
