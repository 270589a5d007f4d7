using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class HealthCheckOutOfRange : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "health-check-out-of-range",
        Title = "A health check's number is outside of what ECS allows",
        Category = Category.Sidecars,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container's `healthCheck` has an `interval` outside of 5 to 300 seconds, a `timeout` outside of 2 to 60 seconds, `retries` outside of 1 to 10, or a `startPeriod` outside of 0 to 300 seconds.",
        Why = "ECS accepts these ranges only. The numbers are plain seconds: those of a Docker file copied in nanoseconds or milliseconds are far outside.",
        Incident = "ECS refuses the definition in the middle of a deployment.",
        Fix = "Choose a value in the range. An application that needs longer than five minutes to start should answer its health check earlier.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "healthCheck": { "command": ["CMD", "/healthy"], "startPeriod": 600 } }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "healthCheck": { "command": ["CMD", "/healthy"], "startPeriod": 300 } }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var isJudged = false;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            isJudged |= !container.HealthCheck.IsAbsent;
            if (verdict.Known(container.HealthCheck, out var check))
            {
                JudgeNumber(check.Interval, "interval", 5, 300, " s", verdict);
                JudgeNumber(check.Timeout, "timeout", 2, 60, " s", verdict);
                JudgeNumber(check.Retries, "retries", 1, 10, "", verdict);
                JudgeNumber(check.StartPeriod, "startPeriod", 0, 300, " s", verdict);
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }

    private static void JudgeNumber(Field<int> number, string name, int least, int most, string unit, Verdict verdict)
    {
        if (verdict.Known(number, out var value) && (value < least || value > most))
        {
            var container = number.Owner?.Container?.DisplayName;
            verdict.Violation(number, string.Create(CultureInfo.InvariantCulture, $"The health check of container '{container}' has {name} {value}{unit}; ECS takes {least} to {most}{unit}."));
        }
    }
}
