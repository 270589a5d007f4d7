namespace EcsGuard.Functions.Triggers;

/// <summary>
/// Which events a function is for. These attributes are the only statement of it: events are routed by them in process, and a test holds the rules of
/// template.yaml to them.
/// </summary>
/// <param name="source">The envelope's <c>source</c>.</param>
/// <param name="detailType">The envelope's <c>detail-type</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class EventBridgeTriggerAttribute(string source, string detailType) : Attribute
{
    public string Source { get; } = source;

    public string DetailType { get; } = detailType;

    /// <summary>For API calls: the operations, <c>detail.eventName</c>. Empty: any.</summary>
    public string[] EventNames { get; init; } = [];

    /// <summary>
    /// For task events: the only values of <c>detail.lastStatus</c> that EventBridge needs to deliver. The function copes with the others, so in
    /// process they are passed on; the rule leaves them out because each delivery costs an invocation and tells nothing more.
    /// </summary>
    public string[] DeliveredStatuses { get; init; } = [];
}
