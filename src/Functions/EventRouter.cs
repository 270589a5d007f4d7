using System.Reflection;
using EcsGuard.Functions.Triggers;
using EcsGuard.Pipeline.Events;

namespace EcsGuard.Functions;

/// <summary>Takes an event to the function that declares it, as the rules of EventBridge do in AWS.</summary>
public sealed class EventRouter(params IReadOnlyList<IEventFunction> functions)
{
    private readonly (EventBridgeTriggerAttribute Trigger, IEventFunction Function)[] _routes =
        [.. functions.SelectMany(function => function.GetType().GetCustomAttributes<EventBridgeTriggerAttribute>().Select(trigger => (trigger, function)))];

    /// <summary>The function for an event, or null where no rule would match.</summary>
    public IEventFunction? Find(EventEnvelope envelope) => _routes.FirstOrDefault(route => Matches(route.Trigger, envelope)).Function;

    /// <summary>Runs the function for an event; an event that no function declares is ignored.</summary>
    public Task<Disposition> RunAsync(EventEnvelope envelope, CancellationToken cancellationToken) =>
        Find(envelope) is { } function
            ? function.RunAsync(envelope, cancellationToken)
            : Task.FromResult(Disposition.Ignored(Describe(envelope)));

    private static bool Matches(EventBridgeTriggerAttribute trigger, EventEnvelope envelope) =>
        trigger.Source == envelope.Source
        && trigger.DetailType == envelope.DetailType
        && (trigger.EventNames.Length == 0 || trigger.EventNames.Contains(CloudTrailCall.Read(envelope).EventName, StringComparer.Ordinal));

    private static string Describe(EventEnvelope envelope) =>
        envelope.DetailType == EventEnvelope.ApiCall
            ? $"no function is triggered by {CloudTrailCall.Read(envelope).EventName} of {envelope.Source}"
            : $"no function is triggered by '{envelope.DetailType}' of {envelope.Source}";
}
