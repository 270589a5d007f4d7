using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Tests;

/// <summary>A policy that does as the test tells it.</summary>
internal sealed class TestPolicy(Action<TaskDefinition, Verdict> judge, string id = "test-policy", Severity severity = Severity.High) : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = id,
        Title = "A test says so",
        Category = Category.Parameters,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = severity,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "Whatever the test wants.",
        Why = "Tests need it.",
        Incident = "A test fails.",
        Fix = "Change the test.",
        Bad = "{}",
        Good = "{}",
        Documentation = "https://docs.aws.amazon.com/",
    };

    /// <summary>Reports these paths, whatever stands there.</summary>
    public static TestPolicy Reporting(params string[] paths) => new((_, verdict) =>
    {
        foreach (var path in paths)
        {
            verdict.Violation(path, null, "Reported.");
        }
    });

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict) => judge(task, verdict);
}
