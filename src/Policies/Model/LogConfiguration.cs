namespace EcsGuard.Policies.Model;

/// <summary><c>logConfiguration</c>, as ECS spells it.</summary>
public sealed class LogConfiguration(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<LogConfiguration> Members = new(
        new("logDriver", static (ref reader, target, name) => target.LogDriver = reader.Text(target, name)),
        new("options", static (ref reader, target, name) => target.Options = reader.Map(target, name)),
        new("secretOptions", static (ref reader, target, name) => target.SecretOptions = reader.Objects(target, name, static (parent, member, index) => new Secret(parent, member, index), Model.Secret.Members)));

    public Field<string> LogDriver { get; internal set; }

    public StringMap Options { get => field ??= new(this, "options", present: false, UndeterminedReason.None); internal set; }

    public FieldList<Secret> SecretOptions { get; internal set; }
}
