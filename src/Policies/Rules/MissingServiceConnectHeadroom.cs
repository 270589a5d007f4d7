using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MissingServiceConnectHeadroom : TaskDefinitionPolicy
{
    private const int LeastMemory = 64;
    private const int LeastCpu = 256;

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "missing-service-connect-headroom",
        Title = "The task leaves no room for the Service Connect proxy",
        Category = Category.Sizing,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = """
            A port mapping has a `name`, as Service Connect needs it, and the task has no `memory`, leaves less than 64 MiB of it over the sum of the containers'
            hard limits, or leaves less than 256 CPU units over the sum of their `cpu`. A name that ends like those that the console gives to every port by itself
            (`app-80-tcp`) is no sign of Service Connect. Network modes without Service Connect are left out, and a task for Fargate
            without `memory` is reported by `missing-fargate-task-size`.
            """,
        Why = "Service Connect adds a proxy container to each task. It stands in no task definition, but it runs within the memory and the CPU of the task.",
        Incident = "Service Connect is switched on for a service that used all it had. Under load the proxy is starved or killed, and every call between the services becomes slow or fails.",
        Fix = "Leave at least 64 MiB of memory and 256 CPU units of the task to no container, or raise the size of the task by that much.",
        Bad = """{ "networkMode": "awsvpc", "cpu": "512", "memory": "1024", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "cpu": 512, "memory": 896, "portMappings": [{ "name": "http", "containerPort": 80 }] }] }""",
        Good = """{ "networkMode": "awsvpc", "cpu": "512", "memory": "1024", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "cpu": 256, "memory": 896, "portMappings": [{ "name": "http", "containerPort": 80 }] }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!HasNamedPort(task, verdict) || task.EffectiveNetworkMode(verdict) is not ("awsvpc" or "bridge"))
        {
            verdict.NotApplicable();
            return;
        }

        Compare(task, task.Memory, container => container.Memory, LeastMemory, "MiB", verdict);
        Compare(task, task.Cpu, container => container.Cpu, LeastCpu, "CPU units", verdict);
        if (task.Memory.IsAbsent && task.IsFargate(context, verdict) != true)
        {
            verdict.Violation(task, $"The task has no memory of its own, which Service Connect needs: set it {LeastMemory} MiB above the sum of the containers' limits.");
        }
    }

    private static bool HasNamedPort(TaskDefinition task, Verdict verdict)
    {
        foreach (var container in task.ContainerDefinitions)
        {
            if (container.PortMappings.Any(mapping => !mapping.Name.IsAbsent && !IsNamedByConsole(mapping)))
            {
                return true;
            }
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            verdict.Each(container.PortMappings);
        }

        return false;
    }

    /// <summary>The ECS console names every port <c>CONTAINER-PORT-PROTOCOL</c>, whether anything will use the name or not.</summary>
    private static bool IsNamedByConsole(PortMapping mapping) =>
        mapping.Name.ValueOrDefault is { } name && mapping.ContainerPort.IsKnown(out var port)
        && name.EndsWith(string.Create(CultureInfo.InvariantCulture, $"-{port}-{mapping.Protocol.ValueOrDefault ?? "tcp"}"), StringComparison.Ordinal);

    private static void Compare(TaskDefinition task, Field<TaskSize> whole, Func<ContainerDefinition, Field<int>> read, int least, string unit, Verdict verdict)
    {
        if (!verdict.KnownUnits(whole, out var available))
        {
            return;
        }

        var shares = task.ContainerDefinitions.Shares(read);
        var left = available - shares.Total();
        if (left >= least)
        {
            verdict.NoteHidden(task, read);
            return;
        }

        verdict.Violation(whole, $"The containers leave {Math.Max(left, 0)} of the task's {available} {unit} ({shares.Describe()}); the Service Connect proxy needs {least}.");
    }
}
