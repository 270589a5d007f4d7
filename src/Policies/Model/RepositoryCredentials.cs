namespace EcsGuard.Policies.Model;

/// <summary><c>repositoryCredentials</c>, as ECS spells it.</summary>
public sealed class RepositoryCredentials(Node parent, string name) : Node(parent, name, -1)
{
    internal static readonly Members<RepositoryCredentials> Members = new(
        new Member<RepositoryCredentials>("credentialsParameter", static (ref reader, target, name) => target.CredentialsParameter = reader.Text(target, name)));

    public Field<string> CredentialsParameter { get; internal set; }
}
