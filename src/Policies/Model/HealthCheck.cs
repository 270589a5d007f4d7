namespace EcsGuard.Policies.Model;

/// <summary><c>healthCheck</c>, as ECS spells it.</summary>
public sealed class HealthCheck(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<HealthCheck> Members = new(
        new("command", static (ref reader, target, name) => target.Command = reader.Texts(target, name)),
        new("interval", static (ref reader, target, name) => target.Interval = reader.Integer(target, name)),
        new("timeout", static (ref reader, target, name) => target.Timeout = reader.Integer(target, name)),
        new("retries", static (ref reader, target, name) => target.Retries = reader.Integer(target, name)),
        new("startPeriod", static (ref reader, target, name) => target.StartPeriod = reader.Integer(target, name)));

    public FieldList<Field<string>> Command { get; internal set; }

    /// <summary>Seconds.</summary>
    public Field<int> Interval { get; internal set; }

    /// <summary>Seconds.</summary>
    public Field<int> Timeout { get; internal set; }

    public Field<int> Retries { get; internal set; }

    /// <summary>Seconds.</summary>
    public Field<int> StartPeriod { get; internal set; }
}
