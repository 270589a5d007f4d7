using System.Text;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests;

/// <summary>Base of every task definition policy's tests: judges a pasted task definition and compares the whole outcome.</summary>
public abstract class PolicyTests<TPolicy>
    where TPolicy : TaskDefinitionPolicy, new()
{
    /// <summary>What the policy knows beside the definition; a test class overrides it where its policy reads facts.</summary>
    protected PolicyContext Context { get; set; } = PolicyContext.Empty;

    /// <summary>The policy, by itself, in one call of the engine.</summary>
    protected Outcome Judge(string taskDefinition) =>
        PolicyEngine.Judge(TaskDefinition.Read(Encoding.UTF8.GetBytes(taskDefinition)), Context, [new TPolicy()])[0];

    protected void AssertPassed(string taskDefinition) => AssertOutcome(taskDefinition, Result.Passed);

    protected void AssertNotApplicable(string taskDefinition) => AssertOutcome(taskDefinition, Result.NotApplicable);

    /// <summary>Violated at exactly these paths, in this order, with these messages.</summary>
    protected void AssertViolated(string taskDefinition, params (string Path, string Message)[] violations)
    {
        var outcome = Judge(taskDefinition);
        Assert.Equal(violations, outcome.Violations.Select(violation => (violation.Path, violation.Message)));
        Assert.Equal(Result.Violated, outcome.Result);
    }

    /// <summary>Nothing is noted as hidden, beside violations or without.</summary>
    protected void AssertNothingHidden(string taskDefinition) => Assert.Equal([], Judge(taskDefinition).Undetermined);

    /// <summary>Neither passed nor violated, because of exactly these places.</summary>
    protected void AssertUndetermined(string taskDefinition, params (string Path, UndeterminedReason Reason)[] places)
    {
        var outcome = Judge(taskDefinition);
        Assert.Equal(places, outcome.Undetermined.Select(place => (place.Path, place.Reason)));
        Assert.Equal(Result.Undetermined, outcome.Result);
    }

    /// <summary>Applying the fixes of all violations gives exactly this definition, and the policy no longer reports it.</summary>
    protected void AssertFixed(string taskDefinition, string expected)
    {
        var operations = Judge(taskDefinition).Violations.SelectMany(violation => violation.Fix);
        var repaired = JsonPatch.Apply(taskDefinition, operations);
        Assert.Equal(JsonPatch.Normalise(expected), repaired);
        Assert.NotEqual(Result.Violated, Judge(repaired).Result);
    }

    private void AssertOutcome(string taskDefinition, Result result)
    {
        var outcome = Judge(taskDefinition);
        Assert.Equal([], outcome.Violations.Select(violation => (violation.Path, violation.Message)));
        Assert.Equal([], outcome.Undetermined);
        Assert.Equal(result, outcome.Result);
    }
}
