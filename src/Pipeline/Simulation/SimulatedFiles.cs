using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Simulation;

/// <summary>
/// Two policy files, to be compared by what they make of the same revisions. Both judge the same definition and know the same of it, so nothing but the file
/// makes a difference.
/// </summary>
/// <param name="Before">The one that holds now; <see cref="PolicyFile.None"/> for none.</param>
/// <param name="After">The one that is to hold.</param>
/// <param name="Now">Exemptions that ended before do not count.</param>
public sealed record SimulatedFiles(PolicyFile Before, PolicyFile After, DateTimeOffset Now)
{
    /// <summary>The policies that either of them wants judged.</summary>
    public IEnumerable<TaskDefinitionPolicy> PoliciesFor(Target target) =>
        RulesOf(Before, target).Selection.TaskDefinitionPolicies.Union(RulesOf(After, target).Selection.TaskDefinitionPolicies);

    /// <summary>Judges a definition by both.</summary>
    /// <param name="resource">What the report calls it: the ARN of the revision, or the file it stands in.</param>
    /// <param name="task">The definition.</param>
    /// <param name="target">What scopes, teams and exemptions go by.</param>
    /// <param name="facts">What policies may know beside the definition.</param>
    /// <param name="ofTasks">What its tasks showed: open findings of runtime policies, as they were recorded.</param>
    public SimulatedRevision Judge(string resource, TaskDefinition task, Target target, PolicyContext facts, params IReadOnlyCollection<Finding> ofTasks)
    {
        var (before, failedBefore) = JudgeBy(Before, resource, task, target, facts, ofTasks);
        var (after, failedAfter) = JudgeBy(After, resource, task, target, facts, ofTasks);
        return new(resource, target, before, after) { IsJudged = true, Failures = [.. failedBefore.Union(failedAfter)] };
    }

    /// <summary>Rules what tasks of a revision showed by both, where its definition is not judged.</summary>
    /// <inheritdoc cref="Judge" path="/param"/>
    public SimulatedRevision Rule(string resource, Target target, params IReadOnlyCollection<Finding> ofTasks)
    {
        return new(resource, target, Side(Before), Side(After));

        SimulatedSide Side(PolicyFile file)
        {
            var rules = RulesOf(file, target);
            return SideOf(rules, Rule(rules, ofTasks));
        }
    }

    private (SimulatedSide Side, IEnumerable<SimulatedFailure> Failures) JudgeBy(
        PolicyFile file, string resource, TaskDefinition task, Target target, PolicyContext facts, IReadOnlyCollection<Finding> ofTasks)
    {
        var rules = RulesOf(file, target);
        var outcomes = PolicyEngine.Judge(task, rules.Selection.Configure(facts), rules.Selection.TaskDefinitionPolicies);
        var faults = FindingFactory.OfDefinition(resource, target, facts.Arn?.Revision, Now, outcomes).Select(finding => rules.Apply(finding, Now));
        var failures = outcomes.Where(outcome => outcome.Result == Result.Failed).Select(outcome => new SimulatedFailure(outcome.Policy.Metadata.Id, outcome.Fault!));
        return (SideOf(rules, faults.Concat(Rule(rules, ofTasks))), failures);
    }

    private static TargetRules RulesOf(PolicyFile file, Target target) => TargetRules.Of(file, target, PolicySelection.Default);

    private static SimulatedSide SideOf(TargetRules rules, IEnumerable<Finding> findings) =>
        new(rules.File, rules.Team?.Name ?? FindingFactory.UnassignedTeam, [.. findings]);

    /// <summary>The findings as a file rules them, without what the file that recorded them made of them.</summary>
    private IEnumerable<Finding> Rule(TargetRules rules, IEnumerable<Finding> ofTasks) =>
        ofTasks
            .Select(finding => (finding with
            {
                Severity = PolicyCatalog.Find(finding.Policy)?.Metadata.Severity ?? finding.Severity,
                Team = FindingFactory.UnassignedTeam,
                Ruling = null,
            }).Unresolved())
            .Select(finding => rules.Apply(finding, Now));
}
