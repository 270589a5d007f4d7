using System.Text.Json.Nodes;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnrestartedSidecar : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unrestarted-sidecar",
        Title = "A sidecar that is not essential is never restarted",
        Category = Category.Sidecars,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A known sidecar with `essential: false` has no `restartPolicy` with `enabled: true`. Containers that others wait for to end (`COMPLETE`, `SUCCESS`) are not reported.",
        Why = "ECS does not bring a container back that is not essential, unless its restart policy says so. The task lives on without it until it is replaced for another reason.",
        Incident = "The agent crashes once, in the first week. The task runs for three months, and its metrics end after that week.",
        Fix = "Add `restartPolicy` with `enabled: true`.",
        Bad = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29" },
                { "name": "xray-daemon", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x", "essential": false }
              ]
            }
            """,
        Good = """
            {
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29" },
                {
                  "name": "xray-daemon",
                  "image": "public.ecr.aws/xray/aws-xray-daemon:3.x",
                  "essential": false,
                  "restartPolicy": { "enabled": true }
                }
              ]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-restart-policy.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var isJudged = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (Sidecars.Recognise(container, context) is not { } sidecar || task.IsAwaited(container))
            {
                continue;
            }

            isJudged = true;
            if (container.IsEssential == true || IsRestarted(container, out var fix) == true)
            {
                continue;
            }

            // Asked only now, so that hidden values are noted only where they decide.
            if (verdict.Known(container.Essential, out _) & IsKnown(container.RestartPolicy, verdict))
            {
                verdict.Violation(container, $"Container '{container.DisplayName}' ({sidecar.Name}) is not essential and has no restart policy: after one crash it is gone for the task's life.", fix);
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }

    /// <summary>Whether ECS restarts the container; null where that is hidden. <paramref name="fix"/> would see to it.</summary>
    internal static bool? IsRestarted(ContainerDefinition container, out PatchOperation fix)
    {
        var policy = container.RestartPolicy;
        fix = policy.ValueOrDefault is { } known
            ? PatchOperation.Add($"{known.Path}/enabled", true)
            : PatchOperation.Add($"{container.Path}/restartPolicy", new JsonObject { ["enabled"] = true });
        return IsKnown(policy, new Verdict()) ? policy.ValueOrDefault?.Enabled.ValueOrDefault == true : null;
    }

    private static bool IsKnown(Field<RestartPolicy> policy, Verdict verdict)
    {
        if (policy.IsAbsent)
        {
            return true;
        }

        return verdict.Known(policy, out var known) && (known.Enabled.IsAbsent || verdict.Known(known.Enabled, out _));
    }
}
