namespace EcsGuard.Functions.Triggers;

/// <summary>When a function runs by itself.</summary>
/// <param name="expression">As EventBridge Scheduler writes it, such as <c>rate(1 minute)</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ScheduleTriggerAttribute(string expression) : Attribute
{
    public string Expression { get; } = expression;
}
