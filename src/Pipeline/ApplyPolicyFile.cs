using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline;

/// <summary>
/// Another policy file is in force: what is recorded is put under it, family by family, so that an exemption counts and a new rule holds without anybody
/// registering anything. Severity, team, enforcement and exemptions follow from the records; only where other policies or settings hold is a revision described
/// and judged again, and that no faster than ECS gives definitions.
/// </summary>
public sealed partial class ApplyPolicyFile(
    IPolicyFiles policyFiles, IEstate estate, IJobs jobs, FamilyWork families, JudgeRevision judge, Outbox outbox, TimeProvider time)
{
    private const string Job = "policy-file";

    /// <summary>
    /// How many families are judged again in a run, which is one a minute: far below the 20 definitions a second that ECS gives to a whole account and region, since
    /// the customers' own calls come first. Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html.
    /// </summary>
    private const int JudgedAtOnce = 100;

    private string? _applied;

    /// <summary>What revisions are judged by where there is no policy file.</summary>
    public PolicySelection Policies { get; init; } = PolicySelection.Default;

    /// <summary>Goes on with the families that are not yet under the file in force. One that is busy or faulty does not hold up the others.</summary>
    /// <param name="end">Nothing is begun after this; the next run goes on.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="AggregateException">Some families could not be changed; they are under the file from their next event on.</exception>
    public async Task RunAsync(DateTimeOffset end, CancellationToken cancellationToken)
    {
        var file = await policyFiles.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (_applied == file.Revision || now >= end || await jobs.TryClaimAsync(Job, now, now + FamilyWork.ClaimLength, cancellationToken) is not { } claim)
        {
            return;
        }

        // Beginning anew does the same work once more.
        var progress = claim.Read(ProgressJson.Default.Progress) ?? new(null, null, IsDone: false);
        var faults = new List<Exception>();
        try
        {
            if (progress.InForce != file.Revision)
            {
                // A table without a file has nothing recorded that another file said.
                progress = new(file.Revision, null, IsDone: progress.InForce is null && file.IsNone && file.Exemptions.IsEmpty);
            }

            progress = progress.IsDone ? progress : await ApplyAsync(file, progress, end, faults, cancellationToken);
            _applied = progress.IsDone ? file.Revision : null;
        }
        finally
        {
            await jobs.TrySaveAsync(claim, JsonSerializer.Serialize(progress, ProgressJson.Default.Progress), release: true, CancellationToken.None);
        }

        if (faults.Count > 0)
        {
            throw new AggregateException("Some families could not be put under the policy file in force; their next event does it.", faults);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the fault of one family is, the others are put under the file.")]
    private async Task<Progress> ApplyAsync(PolicyFile file, Progress progress, DateTimeOffset end, List<Exception> faults, CancellationToken cancellationToken)
    {
        var judged = 0;
        await foreach (var family in estate.FamiliesAsync(progress.After, cancellationToken))
        {
            if (time.GetUtcNow() >= end || judged >= JudgedAtOnce)
            {
                return progress;
            }

            try
            {
                await families.ChangeAsync(
                    family.Family,
                    async state =>
                    {
                        var (change, wasJudged) = await ChangeAsync(state, file, cancellationToken);
                        judged += wasJudged ? 1 : 0;
                        return change;
                    },
                    cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                faults.Add(fault);
            }

            progress = progress with { After = family.Family };
        }

        return progress with { IsDone = true };
    }

    private async Task<(FamilyChange? Change, bool WasJudged)> ChangeAsync(FamilyState before, PolicyFile file, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var wasJudged = false;
        RevisionState? again = null;
        var revisions = ImmutableArray.CreateBuilder<RevisionState>(before.Revisions.Length);
        foreach (var revision in before.Revisions)
        {
            var rules = TargetRules.Of(file, Target.Of(before.Family, revision.Record), Policies);
            var ruled = revision with { Findings = [.. revision.Findings.Select(finding => rules.Apply(finding, now))] };
            revisions.Add(ruled);

            // It was judged by other policies, or with other settings, than the file wants.
            if (revision == before.Current && revision.Record.Judgement!.Selection != rules.Selection.Fingerprint)
            {
                wasJudged = true;
                again = await judge.JudgeAgainAsync(before.Facts, ruled, cancellationToken);
            }
        }

        var after = before with { Revisions = revisions.MoveToImmutable() };
        var change = Lifecycle.SettleAgain(before, again is null ? after : after.With(again), now);
        return (change.Findings.Count == 0 && change.Revisions.Count == 0 ? null : Tell(before, change, file), wasJudged);
    }

    private FamilyChange Tell(FamilyState before, FamilyChange change, PolicyFile file)
    {
        if (change.State.Current is not { Record: { Judgement: { } judgement } record } current || !TaskDefinitionArn.TryParse(record.Arn, out var arn))
        {
            return change;
        }

        var news = before.Revisions.SelectMany(revision => revision.Findings).Where(finding => finding.IsNews).Select(finding => finding.Id).ToHashSet(StringComparer.Ordinal);
        var open = current.Findings.Where(finding => finding.IsNews).ToLookup(finding => news.Contains(finding.Id));
        var difference = new Difference([.. open[false].InOrder()], [.. open[true].InOrder()], []);
        return outbox.Add(change, NotificationText.OfPolicyFile(arn, judgement, file, difference, file.TeamOf(Target.Of(before.Family, record))));
    }

    /// <summary>How far the work has come.</summary>
    /// <param name="InForce">What is being put into force.</param>
    /// <param name="After">The last family that is under it.</param>
    /// <param name="IsDone">All of them are.</param>
    internal sealed record Progress(string? InForce, FamilyKey? After, bool IsDone);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Progress))]
    internal sealed partial class ProgressJson : JsonSerializerContext;
}
