namespace EcsGuard.Policies.Model;

/// <summary><c>restartPolicy</c> (ECS: ContainerRestartPolicy).</summary>
public sealed class RestartPolicy(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<RestartPolicy> Members = new(
        new("enabled", static (ref reader, target, name) => target.Enabled = reader.Boolean(target, name)),
        new("ignoredExitCodes", static (ref reader, target, name) => target.IgnoredExitCodes = reader.Integers(target, name)),
        new("restartAttemptPeriod", static (ref reader, target, name) => target.RestartAttemptPeriod = reader.Integer(target, name)));

    public Field<bool> Enabled { get; internal set; }

    public FieldList<Field<int>> IgnoredExitCodes { get; internal set; }

    /// <summary>Seconds.</summary>
    public Field<int> RestartAttemptPeriod { get; internal set; }
}
