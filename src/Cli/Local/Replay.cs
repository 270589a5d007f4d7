using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Cli.Local;

/// <summary>
/// Runs events through the functions, in order. Task definitions among the inputs are no events: they are what DescribeTaskDefinition answers during
/// the run. Nor are the details of an account's roles: they are what IAM answers.
/// </summary>
internal sealed class Replay
{
    private static readonly TimeSpan DueInterval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many mornings at the end of a gap between two events have their digest. What is due in the others is done with the first of them, as after an outage.
    /// </summary>
    private const int MostMornings = 100;

    /// <summary>As the schedule of <see cref="Functions.Digest"/> says.</summary>
    private static readonly TimeSpan Morning = TimeSpan.FromHours(6);

    private readonly ReplayClock _clock;
    private readonly LocalPipeline _pipeline;
    private readonly ConsoleNotifications _notifications = new();
    private DateTimeOffset _lastDue;

    public Replay(InProcessFindingStore store, ReplayClock clock, PolicyFile policyFile)
    {
        _clock = clock;
        _pipeline = new(store, new FixedPolicyFile(policyFile), _notifications, clock);
    }

    /// <summary>All that was told so far.</summary>
    public IReadOnlyList<Message> Notifications => _notifications.Sent;

    /// <summary>Runs all of it.</summary>
    /// <param name="inputs">Events, task definitions and roles.</param>
    /// <param name="until">What time it is at the end, if later than the newest event.</param>
    /// <param name="cancellationToken">Ends the run between two events.</param>
    public async Task<ReplayResult> RunAsync(IReadOnlyList<EventInput> inputs, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var asAnswers = inputs.Select(TakeAsAnswer).ToArray();
        var results = new List<ReplayedEvent>();
        foreach (var (index, input) in inputs.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            results.Add(new(input.Source, asAnswers[index] ?? await RunAsync(input, cancellationToken)));
        }

        if (until is { } end)
        {
            await AdvanceAsync(end, cancellationToken);
        }

        await _pipeline.RunDueAsync(cancellationToken);
        await _pipeline.RunLastAsync(cancellationToken);
        return new(results, [.. _pipeline.Store.AllFindings().InOrder()], Undetermined(), [.. _notifications.Sent.Select(message => new ToldMessage(message, _notifications.NameOf(message)))]);
    }

    private async Task<Disposition> RunAsync(EventInput input, CancellationToken cancellationToken)
    {
        EventEnvelope envelope;
        try
        {
            envelope = EventEnvelope.Read(input.Json);
        }
        catch (FormatException fault)
        {
            return Disposition.Rejected(fault.Message);
        }

        if (envelope.Time is { } time)
        {
            await AdvanceAsync(time, cancellationToken);
        }

        if (_clock.GetUtcNow() - _lastDue >= DueInterval)
        {
            _lastDue = _clock.GetUtcNow();
            await _pipeline.RunDueAsync(cancellationToken);
        }

        try
        {
            return await _pipeline.RunAsync(envelope, cancellationToken);
        }
        catch (FormatException fault)
        {
            return Disposition.Rejected(fault.Message);
        }
    }

    /// <summary>The clock goes on, and each morning on the way is a day's digest.</summary>
    private async Task AdvanceAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        foreach (var morning in Mornings(_clock.GetUtcNow(), time))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _clock.AdvanceTo(morning);
            await _pipeline.RunDueAsync(cancellationToken);
            await _pipeline.RunDigestAsync(cancellationToken);
            // What it has to tell is sent by what runs each minute.
            await _pipeline.RunDueAsync(cancellationToken);
        }

        _clock.AdvanceTo(time);
    }

    /// <summary>When <see cref="Functions.Digest"/> runs between two times; before the first event there is nothing to count.</summary>
    internal static IEnumerable<DateTimeOffset> Mornings(DateTimeOffset after, DateTimeOffset until)
    {
        if (after == DateTimeOffset.UnixEpoch || until <= after)
        {
            return [];
        }

        var last = until.UtcDateTime.Date;
        var days = Math.Min((last - after.UtcDateTime.Date).Days, MostMornings);
        return Enumerable.Range(0, days + 1)
            .Select(day => new DateTimeOffset(last.AddDays(day - days), TimeSpan.Zero) + Morning)
            .Where(morning => morning > after && morning <= until)
            .TakeLast(MostMornings);
    }

    private UndeterminedOfRevision[] Undetermined() =>
    [
        .. from revision in _pipeline.Store.AllRevisions()
           orderby revision.Arn
           from place in revision.Judgement?.Undetermined ?? []
           select new UndeterminedOfRevision(revision.Arn, place.Policy, place.Path, place.Reason),
    ];

    /// <summary>What is no event, but what AWS answers during the run; null for everything else.</summary>
    private Disposition? TakeAsAnswer(EventInput input) =>
        IsTaskDefinition(input) && _pipeline.Registry.AddDescribed(input.Json) is not null ? Disposition.Ignored("a task definition, no event: it is what DescribeTaskDefinition answers here")
        : input.Json.ValueKind == System.Text.Json.JsonValueKind.Object && _pipeline.Roles.Add(input.Json) ? Disposition.Ignored("an account's roles, no event: they are what IAM answers here")
        : null;

    private static bool IsTaskDefinition(EventInput input) =>
        input.Json.ValueKind == System.Text.Json.JsonValueKind.Object
        && !input.Json.TryGetProperty("detail", out _)
        && (input.Json.TryGetProperty("containerDefinitions", out _) || input.Json.TryGetProperty("taskDefinition", out _));
}

/// <summary>What became of one event.</summary>
internal sealed record ReplayedEvent(string Source, Disposition Disposition);

/// <summary>What a replay showed.</summary>
internal sealed record ReplayResult(
    IReadOnlyList<ReplayedEvent> Events,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<UndeterminedOfRevision> Undetermined,
    IReadOnlyList<ToldMessage> Notifications);

/// <summary>A message, and the name of the channel that it went to.</summary>
internal sealed record ToldMessage(Message Message, string Channel);

/// <summary>What could not be judged in a revision.</summary>
internal sealed record UndeterminedOfRevision(string Resource, string Policy, string Path, string Reason);
