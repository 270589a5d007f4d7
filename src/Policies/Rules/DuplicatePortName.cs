using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class DuplicatePortName : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "duplicate-port-name",
        Title = "Two port mappings have the same name",
        Category = Category.Network,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The `name` of a port mapping stands at an earlier mapping of the task already, in the same container or in another. Mappings without a name do not count.",
        Why = "Service Connect and VPC Lattice find a port by its name within the whole task definition, so a name has to mean one port.",
        Incident = "The registration fails when a second container is copied from the first together with its port mapping.",
        Fix = "Name each port after what it serves, such as `http`, `grpc` and `metrics`.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "portMappings": [{ "name": "http", "containerPort": 80 }, { "name": "http", "containerPort": 8080 }] }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "portMappings": [{ "name": "http", "containerPort": 80 }, { "name": "admin", "containerPort": 8080 }] }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var first = new Dictionary<string, PortMapping>(StringComparer.Ordinal);
        var named = 0;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            foreach (var mapping in verdict.Each(container.PortMappings))
            {
                named += mapping.Name.IsAbsent ? 0 : 1;
                if (mapping.Name.IsKnown(out var name) && !first.TryAdd(name, mapping))
                {
                    verdict.Violation(mapping.Name, $"Container '{container.DisplayName}': the port name '{name}' is taken by container '{first[name].Container!.DisplayName}' ({first[name].Path}). Give each port its own name.");
                }
            }
        }

        if (named < 2)
        {
            verdict.NotApplicable();
            return;
        }

        // A hidden name may be any of the others.
        foreach (var container in task.ContainerDefinitions)
        {
            foreach (var mapping in container.PortMappings)
            {
                verdict.Known(mapping.Name, out _);
            }
        }
    }
}
