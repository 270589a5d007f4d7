using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Pipeline.Tests.Support;

/// <summary>The use cases on the in-process adapters, put together as the hosts do.</summary>
internal sealed class World : IPolicyFiles, IDisposable
{
    private readonly JudgeRevision _judgeRevision;
    private readonly CloseRevision _closeRevision;
    private readonly JudgeTask _judgeTask;
    private readonly DueWork _dueWork;

    /// <param name="definitions">What ECS answers; null: what the events have shown.</param>
    /// <param name="policies">Null: the tests' own.</param>
    /// <param name="defaultLogDriverMode">The accounts' setting.</param>
    /// <param name="roles">What IAM answers; null: nobody asks.</param>
    public World(ITaskDefinitions? definitions = null, PolicySelection? policies = null, string? defaultLogDriverMode = null, IRoles? roles = null)
    {
        Faulty = new(Store);
        var families = new FamilyWork(Faulty, Clock);
        var outbox = new Outbox(Channel, Metrics, Clock, NullLogger<Outbox>.Instance);
        var telling = new Telling(this, Faulty, Store.Jobs, Store.Notices, families, new Teller(Channel, Metrics, Clock, NullLogger<Teller>.Instance), Clock);
        _judgeRevision = new(definitions ?? Registry, new TestSettings(defaultLogDriverMode), this, Faulty, families, outbox, Metrics, Clock, NullLogger<JudgeRevision>.Instance)
        {
            Policies = policies ?? TestPolicies.Selection,
            Roles = roles,
        };
        _closeRevision = new(families);
        _judgeTask = new(this, Faulty, Store, families, new LearnFacts(Faulty, families, _judgeRevision, outbox, Metrics, Clock), outbox, Metrics, Clock) { Policies = policies ?? TestPolicies.Selection };
        var apply = new ApplyPolicyFile(this, Store, Store.Jobs, families, _judgeRevision, outbox, Clock) { Policies = policies ?? TestPolicies.Selection };
        _dueWork = new(this, Faulty, Store, families, apply, outbox, telling, Clock);
    }

    public static FamilyKey Web { get; } = new(Events.Account, Events.Region, "web");

    public TestClock Clock { get; } = new();

    /// <summary>The policy file in force.</summary>
    public PolicyFile PolicyFile { get; set; } = PolicyFile.None;

    public InProcessFindingStore Store { get; } = new();

    /// <summary>What the use cases see of <see cref="Store"/>.</summary>
    public FaultyStore Faulty { get; }

    public TaskDefinitionRegistry Registry { get; } = new();

    public TestChannel Channel { get; } = new();

    public TestMetrics Metrics { get; } = new();

    /// <summary>Every finding: resource without account and region, policy, subject, state, and where and when it was first seen, in minutes from the start.</summary>
    public IEnumerable<string> Findings => Store.AllFindings().Select(Text).Order(StringComparer.Ordinal);

    public static string Text(Finding finding)
    {
        var resource = finding.Resource.Split('/', 2)[1];
        var state = finding.State == FindingState.Resolved && finding.ResolvedIn is { } number ? $"resolved in {number}" : finding.State.ToText();
        return $"{resource} {finding.Policy} {finding.Subject} {state} since {(finding.FirstSeen - TestClock.Start).TotalMinutes}{(finding.Count == 1 ? "" : $" in {finding.Count}")}";
    }

    /// <summary>Runs events one after the other, each as the router would, and sends what they have to tell before the next one.</summary>
    public async Task<Disposition> RunAsync(params IReadOnlyList<EventEnvelope> envelopes)
    {
        var disposition = Disposition.Handled;
        foreach (var envelope in envelopes)
        {
            disposition = await ObserveAsync(envelope);
            await RunLastAsync();
        }

        return disposition;
    }

    /// <summary>Runs an event as the router would. What it has to tell waits for <see cref="RunDueAsync"/>.</summary>
    public Task<Disposition> ObserveAsync(EventEnvelope envelope)
    {
        Registry.Observe(envelope);
        return HandleAsync(envelope);
    }

    public Task<Disposition> HandleAsync(EventEnvelope envelope, CancellationToken cancellationToken = default) =>
        envelope.DetailType == JudgeTask.DetailType ? _judgeTask.HandleAsync(envelope, cancellationToken)
        : CloudTrailCall.Read(envelope).EventName is CloseRevision.Deregistration or CloseRevision.Deletion ? _closeRevision.HandleAsync(envelope, cancellationToken)
        : _judgeRevision.HandleAsync(envelope, cancellationToken);

    /// <summary>What is due, and what would wait for more.</summary>
    public Task RunLastAsync() => _dueWork.RunAsync(CancellationToken.None, isLast: true);

    /// <summary>Lets minutes pass, each with a run at its end.</summary>
    public async Task MinutesAsync(int count)
    {
        for (var minute = 0; minute < count; minute++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await RunDueAsync();
        }
    }

    public Task RunDueAsync() => RunDueUntilAsync(CancellationToken.None);

    public Task RunDueUntilAsync(CancellationToken cancellationToken) => _dueWork.RunAsync(cancellationToken);

    /// <summary>Lets somebody else have a family, until the claim runs out.</summary>
    public async Task<FamilyClaim> ClaimAsync(FamilyKey family) =>
        await Store.TryClaimAsync(family, Clock.GetUtcNow(), Clock.GetUtcNow() + FamilyWork.ClaimLength, CancellationToken.None) ?? throw new InvalidOperationException("The family is claimed already.");

    /// <summary>The working set of web.</summary>
    public async Task<FamilyState> StateAsync()
    {
        var claim = await ClaimAsync(Web);
        await Store.ReleaseAsync(claim, CancellationToken.None);
        return claim.State;
    }

    /// <summary>The judged and deregistered revisions of web, newest first.</summary>
    public async Task<IReadOnlyList<RevisionRecord>> HistoryAsync() => await Store.HistoryAsync(Web, CancellationToken.None).ToArrayAsync();

    ValueTask<PolicyFile> IPolicyFiles.CurrentAsync(CancellationToken cancellationToken) => new(PolicyFile);

    public void Dispose() => Store.Dispose();
}
