using System.Text.Json.Nodes;
using EcsGuard.Policies.Credentials;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MisreadHealthCheck : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "misread-health-check",
        Title = "A health check's command is not run as it is written",
        Category = Category.Sidecars,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`healthCheck.command` begins with `CMD` and goes on with shell syntax (`||`, `&&`, `|`, `;`, `>`, `$NAME`) or with one string that holds a whole command line; or it begins with `CMD-SHELL` and goes on with more than one string; or its first string is none of `CMD`, `CMD-SHELL` and `NONE`.",
        Why = "`CMD` starts a program without a shell: every string is one argument, and nothing is expanded. `CMD-SHELL` takes one string and gives it to a shell; further strings become its positional parameters. Without either word, nothing is run.",
        Incident = "The check fails for ever and ECS replaces healthy tasks one after the other, or it never fails and a broken task goes on being used.",
        Fix = "Write `[\"CMD-SHELL\", \"the whole line || exit 1\"]` for a shell, and `[\"CMD\", \"program\", \"argument\"]` without one.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "healthCheck": { "command": ["CMD", "curl -f http://localhost/ || exit 1"] } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "healthCheck": { "command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"] } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var isJudged = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            isJudged |= !container.HealthCheck.IsAbsent;
            if (verdict.Known(container.HealthCheck, out var check) && verdict.Each(check.Command) is { Count: > 0 } command && AreReadable(command, verdict)
                && HealthCheckCommand.FindFault([.. command.Select(word => word.Raw!)], out var standIn) is var fault)
            {
                if (fault is not null)
                {
                    verdict.Violation(command, $"The health check of container '{container.DisplayName}' is not run as written: {fault.Why}.", [.. Repair(command.Path, fault)]);
                }
                else if (standIn >= 0)
                {
                    verdict.Known(command[standIn], out _);
                }
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }

    /// <summary>A fix is printed and stored, so none is made of a command with a credential in it; nor of one that may hold another fault.</summary>
    private static IEnumerable<PatchOperation> Repair(string path, HealthCheckFault fault) =>
        HealthCheckCommand.FindFault(fault.Repaired, out var standIn) is not null || standIn >= 0
            || fault.Repaired.Any(word => CredentialDetector.InValue(word).Certainty == CredentialCertainty.Credential)
            ? []
            : [PatchOperation.Replace(path, new JsonArray([.. fault.Repaired.Select(word => JsonValue.Create(word))]))];

    private static bool AreReadable(FieldList<Field<string>> command, Verdict verdict)
    {
        var readable = true;
        foreach (var word in command)
        {
            if (word.Reason is not (UndeterminedReason.None or UndeterminedReason.Placeholder))
            {
                verdict.Known(word, out _);
                readable = false;
            }
        }

        return readable;
    }
}
