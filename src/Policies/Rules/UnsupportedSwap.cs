using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnsupportedSwap : TaskDefinitionPolicy
{
    private const int MostSwappiness = 100;

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unsupported-swap",
        Title = "A swap setting is refused or ignored",
        Category = Category.Sizing,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container sets `maxSwap` or `swappiness` on Fargate, a `swappiness` outside 0 to 100, or a `swappiness` without `maxSwap`.",
        Why = "Fargate has no swap and refuses both settings. On an instance `swappiness` tells how eagerly the space of `maxSwap` is used: without that space ECS ignores it.",
        Incident = "The definition is refused, or, worse, it is accepted and the container is killed at its limit although its author gave it swap.",
        Fix = "On Fargate remove both settings. On an instance set `maxSwap` (MiB) together with a `swappiness` from 0 to 100, or neither.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 512, "linuxParameters": { "swappiness": 10 } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 512, "linuxParameters": { "maxSwap": 256, "swappiness": 10 } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-swap.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var judged = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (verdict.Known(container.LinuxParameters, out var linux) && (!linux.MaxSwap.IsAbsent || !linux.Swappiness.IsAbsent))
            {
                judged = true;
                Judge(container, linux, task.IsFargate(context, verdict), verdict);
            }
        }

        if (!judged)
        {
            verdict.NotApplicable();
        }
    }

    private static void Judge(ContainerDefinition container, LinuxParameters linux, bool? fargate, Verdict verdict)
    {
        if (fargate == true)
        {
            ReportOnFargate(container, linux.MaxSwap, "maxSwap", verdict);
            ReportOnFargate(container, linux.Swappiness, "swappiness", verdict);
            return;
        }

        if (verdict.Known(linux.Swappiness, out var swappiness) && swappiness is < 0 or > MostSwappiness)
        {
            verdict.Violation(
                linux.Swappiness,
                $"Container '{container.DisplayName}' has a swappiness of {swappiness}; ECS accepts 0 to {MostSwappiness}.",
                linux.MaxSwap.IsAbsent ? PatchOperation.Remove(linux.Swappiness.Path) : PatchOperation.Replace(linux.Swappiness.Path, Math.Clamp(swappiness, 0, MostSwappiness)));
        }
        else if (linux.MaxSwap.IsAbsent)
        {
            verdict.Violation(linux.Swappiness, $"Container '{container.DisplayName}' sets swappiness without maxSwap: ECS ignores it.", PatchOperation.Remove(linux.Swappiness.Path));
        }
    }

    private static void ReportOnFargate(ContainerDefinition container, Field<int> setting, string name, Verdict verdict)
    {
        if (!setting.IsAbsent)
        {
            verdict.Violation(setting, $"Container '{container.DisplayName}' sets {name}, which Fargate refuses: remove it.", PatchOperation.Remove(setting.Path));
        }
    }
}
