using System.Text;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests;

/// <summary>Base of the runtime policies' tests: judges the pasted detail of an ECS Task State Change event.</summary>
public abstract class TaskStatePolicyTests<TPolicy>
    where TPolicy : TaskStatePolicy, new()
{
    protected Outcome Judge(string detail) =>
        PolicyEngine.Judge(TaskStateChange.Read(Encoding.UTF8.GetBytes(detail)), PolicyContext.Empty, [new TPolicy()])[0];

    protected void AssertPassed(string detail) => AssertOutcome(detail, Result.Passed);

    protected void AssertNotApplicable(string detail) => AssertOutcome(detail, Result.NotApplicable);

    /// <summary>Violated for exactly these containers (null: the task), in this order, with these messages.</summary>
    protected void AssertViolated(string detail, params (string Path, string? Container, string Message)[] violations)
    {
        var outcome = Judge(detail);
        Assert.Equal(violations, outcome.Violations.Select(violation => (violation.Path, violation.Container, violation.Message)));
        Assert.Equal(Result.Violated, outcome.Result);
    }

    private void AssertOutcome(string detail, Result result)
    {
        var outcome = Judge(detail);
        Assert.Equal([], outcome.Violations.Select(violation => (violation.Path, violation.Message)));
        Assert.Equal(result, outcome.Result);
    }
}
