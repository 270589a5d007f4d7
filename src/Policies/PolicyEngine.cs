using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>Runs policies one by one and keeps a fault in one from hiding the others.</summary>
public static class PolicyEngine
{
    /// <summary>Judges a task definition by each policy, in the given order.</summary>
    public static ImmutableArray<Outcome> Judge(TaskDefinition task, PolicyContext context, IReadOnlyList<TaskDefinitionPolicy> policies) =>
        JudgeEach(task, context, policies, static (policy, subject, facts, verdict) => policy.Judge(subject, facts, verdict));

    /// <summary>Judges what became of a task by each policy, in the given order.</summary>
    public static ImmutableArray<Outcome> Judge(TaskStateChange task, PolicyContext context, IReadOnlyList<TaskStatePolicy> policies) =>
        JudgeEach(task, context, policies, static (policy, subject, facts, verdict) => policy.Judge(subject, facts, verdict));

    [SuppressMessage("Design", "CA1031", Justification = "The one place where a policy's fault is turned into an outcome.")]
    private static ImmutableArray<Outcome> JudgeEach<TPolicy, TSubject>(
        TSubject subject, PolicyContext context, IReadOnlyList<TPolicy> policies, Action<TPolicy, TSubject, PolicyContext, Verdict> judge)
        where TPolicy : Policy
    {
        var verdict = new Verdict();
        var outcomes = ImmutableArray.CreateBuilder<Outcome>(policies.Count);
        foreach (var policy in policies)
        {
            try
            {
                judge(policy, subject, context, verdict);
                outcomes.Add(verdict.Conclude(policy));
            }
            catch (Exception fault)
            {
                verdict.Clear();
                outcomes.Add(new(policy, Result.Failed, [], [], Describe(fault)));
            }
        }

        return outcomes.MoveToImmutable();
    }

    private static string Describe(Exception fault)
    {
        var place = new StackTrace(fault).GetFrame(0) is { } frame ? DiagnosticMethodInfo.Create(frame) : null;
        return place is null ? fault.GetType().Name : $"{fault.GetType().Name} in {place.DeclaringTypeName}.{place.Name}";
    }
}
