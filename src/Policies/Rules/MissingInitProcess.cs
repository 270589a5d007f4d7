using System.Text.Json.Nodes;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MissingInitProcess : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "missing-init-process",
        Title = "A container runs without an init process",
        Category = Category.Spot,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A Linux container has no `linuxParameters.initProcessEnabled: true`.",
        Why = "The kernel does not apply a signal's default action to process 1, so a program that installs no handler for SIGTERM ignores it there. Process 1 also has to collect children that ended; most programs do not. An init process does both. It does not help a shell that keeps signals to itself: see `swallowed-stop-signal`.",
        Incident = "Each stop takes the whole `stopTimeout` and ends in SIGKILL, and dead processes pile up until the container can start no more.",
        Fix = "Set `linuxParameters.initProcessEnabled` to true, unless the image starts an init process of its own.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "linuxParameters": { "initProcessEnabled": true } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.IsWindows(new Verdict()) == true)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            var parameters = container.LinuxParameters;
            if (!verdict.Known(parameters, out var known) && !parameters.IsAbsent)
            {
                continue;
            }

            var hasInit = known is not null && (verdict.Known(known.InitProcessEnabled, out var enabled) ? enabled : known.InitProcessEnabled.IsUndetermined);

            // Asked only now, so that a hidden platform is noted only where it decides.
            if (!hasInit && task.IsWindows(verdict) == false)
            {
                verdict.Violation(
                    container,
                    $"Container '{container.DisplayName}' has no init process: set linuxParameters.initProcessEnabled to true.",
                    known is null
                        ? PatchOperation.Add($"{container.Path}/linuxParameters", new JsonObject { ["initProcessEnabled"] = true })
                        : PatchOperation.Add($"{known.Path}/initProcessEnabled", true));
            }
        }
    }
}
