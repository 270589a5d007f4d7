using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Simulation;

/// <summary>
/// Simulates a policy file on all that is recorded: judges of each family the revision that counts, as ECS gives it today, and puts what tasks showed under the
/// other rules. Nothing is changed. It goes at the pace that ECS grants, one family at a time.
/// </summary>
public sealed class EstateSimulation(IEstate estate, ITaskDefinitions definitions, RevisionFacts facts, TimeProvider time)
{
    private readonly RequestPace _pace = new(time);

    /// <summary>
    /// Goes over the whole estate. A revision that ECS does not give is noted in the report. Throws when AWS cannot be reached: then not everything was seen.
    /// </summary>
    /// <param name="files">The two files.</param>
    /// <param name="report">Takes in what is seen.</param>
    /// <param name="onFamily">Called after each family.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(SimulatedFiles files, SimulationReport report, Action onFamily, CancellationToken cancellationToken)
    {
        await foreach (var family in estate.FamiliesAsync(after: null, cancellationToken))
        {
            var judged = family.Current is { } current ? await JudgeAsync(files, report, family, current, cancellationToken) : null;
            foreach (var revision in family.Revisions.Where(revision => revision != judged))
            {
                if (OfTasks(revision) is { Length: > 0 } ofTasks)
                {
                    report.Add(files.Rule(revision.Record.Arn, Target.Of(family.Family, revision.Record), ofTasks));
                }
            }

            onFamily();
        }
    }

    /// <summary>Null where the revision could not be judged, which the report then says.</summary>
    private async Task<RevisionState?> JudgeAsync(SimulatedFiles files, SimulationReport report, FamilyState family, RevisionState current, CancellationToken cancellationToken)
    {
        if (!TaskDefinitionArn.TryParse(current.Record.Arn, out var arn))
        {
            report.AddNotJudged(current.Record.Arn, "This is recorded as the name of a revision, and is none.");
            return null;
        }

        await _pace.WaitAsync(arn.Account, arn.Region, cancellationToken);
        var (task, why) = await DefinitionReader.DescribeAsync(definitions, arn, cancellationToken);
        if (task is null || !JudgeRevision.CanBeStarted(task))
        {
            report.AddNotJudged(current.Record.Arn, task is null ? $"ECS does not give it: {why}." : "It was deregistered, and that is not recorded.");
            return null;
        }

        var target = Target.Of(task, arn);
        var context = await facts.GatherAsync(arn, task, family.Facts, files.PoliciesFor(target), cancellationToken);
        report.Add(files.Judge(current.Record.Arn, task, target, context, OfTasks(current)));
        return current;
    }

    private static Finding[] OfTasks(RevisionState revision) => [.. revision.Findings.Where(finding => finding is { Kind: PolicyKind.Runtime, IsUnresolved: true })];
}
