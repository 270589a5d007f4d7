namespace EcsGuard.Policies.Model;

/// <summary><c>fsxWindowsFileServerAuthorizationConfig</c>, as ECS spells it.</summary>
public sealed class FsxWindowsFileServerAuthorizationConfig(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<FsxWindowsFileServerAuthorizationConfig> Members = new(
        new("credentialsParameter", static (ref reader, target, name) => target.CredentialsParameter = reader.Text(target, name)),
        new("domain", static (ref reader, target, name) => target.Domain = reader.Text(target, name)));

    public Field<string> CredentialsParameter { get; internal set; }

    public Field<string> Domain { get; internal set; }
}
