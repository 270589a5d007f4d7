namespace EcsGuard.Policies.Model;

/// <summary><c>firelensConfiguration</c>, as ECS spells it.</summary>
public sealed class FirelensConfiguration(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<FirelensConfiguration> Members = new(
        new("type", static (ref reader, target, name) => target.Type = reader.Text(target, name)),
        new("options", static (ref reader, target, name) => target.Options = reader.Map(target, name)));

    public Field<string> Type { get; internal set; }

    public StringMap Options { get => field ??= new(this, "options", present: false, UndeterminedReason.None); internal set; }
}
