namespace EcsGuard.Aws;

/// <summary>An account is not the hub's own, and nothing says which role to assume there.</summary>
public sealed class NoMemberRoleException : Exception
{
    public NoMemberRoleException()
    {
    }

    public NoMemberRoleException(string message)
        : base(message)
    {
    }

    public NoMemberRoleException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
