using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>Runs policies one by one and keeps a fault in one from hiding the others.</summary>
public static class PolicyEngine
{
    /// <summary>Judges a task definition by each policy, in the given order.</summary>
    public static ImmutableArray<Outcome> Judge(TaskDefinition task, PolicyContext context, IReadOnlyList<TaskDefinitionPolicy> policies)
    {
        var verdict = new Verdict();
        var outcomes = ImmutableArray.CreateBuilder<Outcome>(policies.Count);
        foreach (var policy in policies)
        {
            outcomes.Add(Run(policy, verdict, () => policy.Judge(task, context, verdict)));
        }

        return outcomes.MoveToImmutable();
    }

    /// <summary>Judges what became of a task by each policy, in the given order.</summary>
    public static ImmutableArray<Outcome> Judge(TaskStateChange task, PolicyContext context, IReadOnlyList<TaskStatePolicy> policies)
    {
        var verdict = new Verdict();
        var outcomes = ImmutableArray.CreateBuilder<Outcome>(policies.Count);
        foreach (var policy in policies)
        {
            outcomes.Add(Run(policy, verdict, () => policy.Judge(task, context, verdict)));
        }

        return outcomes.MoveToImmutable();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The one place where a policy's fault is turned into an outcome.")]
    private static Outcome Run(Policy policy, Verdict verdict, Action judge)
    {
        try
        {
            judge();
            return verdict.Conclude(policy);
        }
        catch (Exception fault)
        {
            verdict.Clear();
            return new(policy, Result.Failed, [], [], Describe(fault));
        }
    }

    private static string Describe(Exception fault)
    {
        var place = new StackTrace(fault).GetFrame(0) is { } frame ? DiagnosticMethodInfo.Create(frame) : null;
        return place is null ? fault.GetType().Name : $"{fault.GetType().Name} in {place.DeclaringTypeName}.{place.Name}";
    }
}
