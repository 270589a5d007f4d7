using System.Text.Json;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Functions;

/// <summary>
/// Takes what Lambda delivers to a function: one event, or an array of them. An event that cannot be judged becomes a fault of the invocation, which is how it
/// reaches the dead-letter queue with its reason; the other events of an array are done first, and doing them again changes nothing.
/// </summary>
internal sealed partial class EventDelivery(IEventFunction function, IMetrics metrics, ILogger<EventDelivery> log)
{
    /// <exception cref="RejectedEventException">At least one event could not be judged; the message says why.</exception>
    public async Task RunAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(input);
        var root = document.RootElement;
        var rejected = new List<string>();
        foreach (var json in root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root])
        {
            await RunAsync(json, rejected, cancellationToken);
        }

        if (rejected.Count > 0)
        {
            throw new RejectedEventException(string.Join("; ", rejected));
        }
    }

    private async Task RunAsync(JsonElement json, List<string> rejected, CancellationToken cancellationToken)
    {
        Disposition disposition;
        var id = "?";
        try
        {
            var envelope = EventEnvelope.Read(json);
            id = envelope.Id;
            disposition = await function.RunAsync(envelope, cancellationToken);
        }
        catch (FormatException fault)
        {
            disposition = Disposition.Rejected(fault.Message);
        }

        switch (disposition)
        {
            case Disposition.IgnoredEvent ignored:
                metrics.Count("EventsIgnored", 1);
                Ignored(log, id, ignored.Reason);
                break;
            case Disposition.RejectedEvent refused:
                metrics.Count("EventsRejected", 1);
                Rejected(log, id, refused.Reason);
                rejected.Add(refused.Reason);
                break;
            default:
                metrics.Count("EventsHandled", 1);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Ignored event {EventId}: {Reason}.")]
    private static partial void Ignored(ILogger log, string eventId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rejected event {EventId}: {Reason}.")]
    private static partial void Rejected(ILogger log, string eventId, string reason);
}

/// <summary>An event that should have been judged and could not be.</summary>
public sealed class RejectedEventException : Exception
{
    public RejectedEventException(string message)
        : base(message)
    {
    }

    public RejectedEventException()
    {
    }

    public RejectedEventException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
