using EcsGuard.Functions;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Digests;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Cli.Local;

/// <summary>The function classes on in-process adapters: the composition root of <c>replay</c> and <c>local</c>.</summary>
internal sealed class LocalPipeline
{
    private readonly EventRouter _router;
    private readonly DueActions _due;
    private readonly DueWork _work;
    private readonly Digest _digest;

    public LocalPipeline(InProcessFindingStore store, IPolicyFiles policyFiles, INotifications notifications, TimeProvider time)
    {
        Store = store;
        var metrics = new NoMetrics();
        var families = new FamilyWork(store, time);
        var outbox = new Outbox(notifications, metrics, time, NullLogger<Outbox>.Instance);
        var telling = new Telling(policyFiles, store, store.Jobs, store.Notices, families, new Teller(notifications, metrics, time, NullLogger<Teller>.Instance), time);
        var judgeRevision = new JudgeRevision(Registry, new UnknownAccountSettings(), policyFiles, store, families, outbox, metrics, time, NullLogger<JudgeRevision>.Instance) { Roles = Roles };
        _router = new(
            new TaskDefinitionRegistered(judgeRevision),
            new TaskDefinitionDeregistered(new CloseRevision(families)),
            new TaskStateChanged(new JudgeTask(policyFiles, store, store, families, new LearnFacts(store, families, judgeRevision, outbox, metrics, time), outbox, metrics, time)));
        _work = new(policyFiles, store, store, families, new(policyFiles, store, store.Jobs, families, judgeRevision, outbox, time), outbox, telling, time);
        _due = new(_work);
        _digest = new(new DailyWork(store, policyFiles, store.Snapshots, store.Notices, store.Jobs, time));
    }

    public InProcessFindingStore Store { get; }

    public TaskDefinitionRegistry Registry { get; } = new();

    public RoleRegistry Roles { get; } = new();

    public Task<Disposition> RunAsync(EventEnvelope envelope, CancellationToken cancellationToken)
    {
        Registry.Observe(envelope);
        return _router.RunAsync(envelope, cancellationToken);
    }

    public Task RunDueAsync(CancellationToken cancellationToken) => _due.RunAsync(cancellationToken);

    /// <summary>What is due, and what would wait for more.</summary>
    public Task RunLastAsync(CancellationToken cancellationToken) => _work.RunAsync(cancellationToken, isLast: true);

    public Task RunDigestAsync(CancellationToken cancellationToken) => _digest.RunAsync(cancellationToken);

    /// <summary>No account is asked, so AWS's own default holds.</summary>
    private sealed class UnknownAccountSettings : IAccountSettings
    {
        public Task<string?> DefaultLogDriverModeAsync(string account, string region, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }

    /// <summary>In process the outcome itself is printed; nobody graphs it.</summary>
    private sealed class NoMetrics : IMetrics
    {
        public void Count(string name, double value, params ReadOnlySpan<(string Name, string Value)> dimensions)
        {
        }

        public void Duration(string name, TimeSpan value, params ReadOnlySpan<(string Name, string Value)> dimensions)
        {
        }
    }
}

/// <summary>Keeps what was told, for whoever prints it.</summary>
internal sealed class ConsoleNotifications : INotifications
{
    private readonly List<Message> _sent = [];

    public string DefaultChannel => "console";

    public IReadOnlyList<Message> Sent => _sent;

    public Task PublishAsync(Message message, CancellationToken cancellationToken)
    {
        _sent.Add(message);
        return Task.CompletedTask;
    }
}
