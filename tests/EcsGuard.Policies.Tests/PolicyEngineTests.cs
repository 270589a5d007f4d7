using System.Text;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests;

public sealed class PolicyEngineTests
{
    private const string Hidden = """{ "family": "${FAMILY}", "containerDefinitions": [{ "name": "app" }] }""";

    [Fact]
    public void A_policy_that_throws_has_failed_and_the_others_are_heard()
    {
        var outcomes = Judge(Hidden, new Says((task, verdict) =>
        {
            verdict.Violation(task, "found before the fault");
            throw new InvalidOperationException("quotes a value");
        }), new Says((task, verdict) => verdict.Violation(task, "found")));

        Assert.Equal([Result.Failed, Result.Violated], outcomes.Select(outcome => outcome.Result));
        Assert.Equal([], outcomes[0].Violations);
        Assert.StartsWith("InvalidOperationException in EcsGuard.Policies.Tests.PolicyEngineTests", outcomes[0].Fault, StringComparison.Ordinal);
        Assert.DoesNotContain("quotes a value", outcomes[0].Fault, StringComparison.Ordinal);
        Assert.Equal(["found"], outcomes[1].Violations.Select(violation => violation.Message));
    }

    [Fact]
    public void A_fault_says_what_was_thrown_and_where() =>
        Assert.Equal("InvalidOperationException in EcsGuard.Policies.Tests.PolicyEngineTests+Throws.Judge", Judge(Hidden, new Throws())[0].Fault);

    [Fact]
    public void A_violation_outweighs_what_could_not_be_judged_and_keeps_it()
    {
        var outcome = Judge(Hidden, new Says((task, verdict) =>
        {
            verdict.Known(task.Family, out _);
            verdict.Violation(task.ContainerDefinitions[0], "wrong");
        }))[0];
        Assert.Equal(Result.Violated, outcome.Result);
        Assert.Equal([("/containerDefinitions/0", "app", "wrong")], outcome.Violations.Select(violation => (violation.Path, violation.Container, violation.Message)));
        Assert.Equal([new UndeterminedPlace("/family", UndeterminedReason.Placeholder)], outcome.Undetermined);
    }

    [Fact]
    public void What_could_not_be_judged_outweighs_a_pass_and_is_noted_once()
    {
        var outcome = Judge(Hidden, new Says((task, verdict) =>
        {
            verdict.Known(task.Family, out _);
            verdict.Known(task.Family, out _);
            verdict.NotApplicable();
        }))[0];
        Assert.Equal(Result.Undetermined, outcome.Result);
        Assert.Equal([new UndeterminedPlace("/family", UndeterminedReason.Placeholder)], outcome.Undetermined);
    }

    [Fact]
    public void Nothing_of_one_policy_is_left_for_the_next() =>
        Assert.Equal(
            [Result.Violated, Result.Undetermined, Result.NotApplicable, Result.Passed],
            Judge(
                Hidden,
                new Says((task, verdict) => verdict.Violation(task, "wrong")),
                new Says((task, verdict) => verdict.Known(task.Family, out _)),
                new Says((_, verdict) => verdict.NotApplicable()),
                new Says((_, _) => { })).Select(outcome => outcome.Result));

    /// <summary>The budget for memory: what judging an ordinary definition may allocate, the reading of it included.</summary>
    [Fact]
    public void Judging_an_ordinary_definition_allocates_little()
    {
        const int Budget = 64 * 1024;
        var utf8 = Encoding.UTF8.GetBytes(Ordinary);
        var policies = PolicyCatalog.TaskDefinitionPolicies;
        PolicyEngine.Judge(TaskDefinition.Read(utf8), PolicyContext.Empty, policies);
        var before = GC.GetAllocatedBytesForCurrentThread();
        PolicyEngine.Judge(TaskDefinition.Read(utf8), PolicyContext.Empty, policies);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Budget);
    }

    private const string Ordinary = """
        { "family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "512", "memory": "1024",
          "taskRoleArn": "arn:aws:iam::111122223333:role/web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
          "containerDefinitions": [
            { "name": "app", "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.2.3", "portMappings": [{ "containerPort": 8080 }],
              "environment": [{ "name": "LOG_LEVEL", "value": "info" }, { "name": "REGION", "value": "eu-west-1" }], "dependsOn": [{ "containerName": "otel", "condition": "START" }],
              "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app", "mode": "non-blocking", "max-buffer-size": "25m" } } },
            { "name": "otel", "image": "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.0", "essential": false,
              "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "otel", "mode": "non-blocking", "max-buffer-size": "25m" } } }] }
        """;

    private static System.Collections.Immutable.ImmutableArray<Outcome> Judge(string definition, params TaskDefinitionPolicy[] policies) =>
        PolicyEngine.Judge(TaskDefinition.Read(Encoding.UTF8.GetBytes(definition)), PolicyContext.Empty, policies);

    private sealed class Throws : TaskDefinitionPolicy
    {
        public override PolicyMetadata Metadata { get; } = PolicyCatalog.All[0].Metadata with { Id = "throws" };

        public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict) => throw new InvalidOperationException("quotes a value");
    }

    private sealed class Says(Action<TaskDefinition, Verdict> judge) : TaskDefinitionPolicy
    {
        public override PolicyMetadata Metadata { get; } = PolicyCatalog.All[0].Metadata with { Id = "says" };

        public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict) => judge(task, verdict);
    }
}
