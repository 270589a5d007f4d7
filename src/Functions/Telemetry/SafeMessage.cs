using Amazon.Runtime;

namespace EcsGuard.Functions.Telemetry;

/// <summary>
/// The message of an exception as it may leave the process. Some types of the framework and of the AWS SDK quote the data they failed on,
/// which can be an environment value of a container; their message is withheld, type and stack trace still say what happened.
/// </summary>
internal static class SafeMessage
{
    public const string Withheld = "(message withheld: this type of exception quotes data)";

    public static string Of(Exception exception) => exception switch
    {
        ArgumentException or FormatException or KeyNotFoundException or AggregateException or AmazonUnmarshallingException => Withheld,
        _ => exception.Message,
    };
}
