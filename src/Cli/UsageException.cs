namespace EcsGuard.Cli;

/// <summary>The command cannot do what it was asked for. The message says why and what to do, and is all that the user sees.</summary>
internal sealed class UsageException : Exception
{
    public UsageException()
    {
    }

    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
