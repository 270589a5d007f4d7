namespace EcsGuard.Cli.Scanning;

/// <summary>Why a file cannot be used, in words that do not repeat its path.</summary>
internal static class FileProblem
{
    public static string Describe(Exception problem) => problem switch
    {
        UnauthorizedAccessException => "permission denied, or it is a folder. Check its owner and mode.",
        FileNotFoundException or DirectoryNotFoundException => "no such file or folder. Check the spelling and the current folder.",
        PathTooLongException or NotSupportedException or ArgumentException => "this is no valid path.",
        _ => "reading or writing failed. Check the disk and whether another program holds the file.",
    };
}
