namespace EcsGuard.Cli;

/// <summary>AWS refused or could not be reached. The message says which call and why, and is all that the user sees.</summary>
internal sealed class AwsFailureException : Exception
{
    public AwsFailureException()
    {
    }

    public AwsFailureException(string message)
        : base(message)
    {
    }

    public AwsFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
