using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Tests.Support;

/// <summary>Policies of the tests' own, so that what the catalogue grows by changes nothing here; and the real ones about tasks.</summary>
internal static class TestPolicies
{
    public static TaskDefinitionPolicy Privileged { get; } = new PrivilegedPolicy();

    public static TaskDefinitionPolicy Note { get; } = new NotePolicy();

    public static TaskDefinitionPolicy Secret { get; } = new SecretPolicy();

    public static TaskDefinitionPolicy Spot { get; } = new SpotPolicy();

    public static TaskDefinitionPolicy Place { get; } = new PlacePolicy();

    public static PolicySelection Selection { get; } = new(
        [Privileged, Note, Secret],
        [.. PolicyCatalog.TaskStatePolicies.Where(policy => policy.Metadata.Id is "out-of-memory" or "spot-interruption" or "killed-on-interruption")]);

    public static PolicyMetadata Metadata(string id, Severity severity = Severity.High, PolicyKind kind = PolicyKind.Posture) => new()
    {
        Id = id,
        Title = "A test",
        Category = Category.Isolation,
        Kind = kind,
        Set = PolicySet.Recommended,
        Severity = severity,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "",
        Why = "",
        Incident = "",
        Fix = "",
        Bad = "{}",
        Good = "{}",
        Documentation = "",
    };

    /// <summary>A fault of high severity in each container that is privileged.</summary>
    private sealed class PrivilegedPolicy : TaskDefinitionPolicy
    {
        public override PolicyMetadata Metadata { get; } = Metadata("test-privileged");

        public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
        {
            foreach (var container in verdict.Each(task.ContainerDefinitions))
            {
                if (verdict.Known(container.Privileged, out var privileged) && privileged)
                {
                    verdict.Violation(container.Privileged, $"Container '{container.DisplayName}' is privileged.");
                }
            }
        }
    }

    /// <summary>Information about each definition with a task role.</summary>
    private sealed class NotePolicy : TaskDefinitionPolicy
    {
        public override PolicyMetadata Metadata { get; } = Metadata("test-note", Severity.Info);

        public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
        {
            if (verdict.Known(task.TaskRoleArn, out _))
            {
                verdict.Violation(task.TaskRoleArn, "It has a task role.");
            }
        }
    }

    /// <summary>A fault of each container that sets no stop timeout, where the family is known to run on Spot.</summary>
    private sealed class SpotPolicy : TaskDefinitionPolicy
    {
        public override PolicyMetadata Metadata { get; } = Metadata("test-spot", Severity.Medium);

        public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
        {
            foreach (var container in verdict.Each(task.ContainerDefinitions).Where(container => context.OnSpot == true && container.StopTimeout.IsAbsent))
            {
                verdict.Violation(container, $"Container '{container.DisplayName}' has no stop timeout.");
            }
        }
    }

    /// <summary>A fault of each definition whose tasks are not known to run on one launch type.</summary>
    private sealed class PlacePolicy : TaskDefinitionPolicy
    {
        public override PolicyMetadata Metadata { get; } = Metadata("test-place");

        public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
        {
            if (context.LaunchType is null)
            {
                verdict.Violation("", null, "Nobody knows where it runs.");
            }
        }
    }

    /// <summary>Each environment variable PASSWORD; throws on one that is called THROW.</summary>
    private sealed class SecretPolicy : TaskDefinitionPolicy
    {
        public override PolicyMetadata Metadata { get; } = Metadata("test-secret", Severity.Critical);

        public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
        {
            foreach (var container in verdict.Each(task.ContainerDefinitions))
            {
                foreach (var variable in verdict.Each(container.Environment))
                {
                    if (verdict.Known(variable.Name, out var name) && name == "THROW")
                    {
                        throw new InvalidOperationException("A fault that quotes hunter2.");
                    }

                    if (name == "PASSWORD")
                    {
                        verdict.Violation(variable, $"Container '{container.DisplayName}' has a secret in {name}.");
                    }
                }
            }
        }
    }
}
