namespace EcsGuard.Cli;

/// <summary>What the process ends with. Where several hold, the one further down wins.</summary>
internal static class ExitCode
{
    /// <summary>Nothing at or above <c>--fail-on</c>.</summary>
    public const int Clean = 0;

    /// <summary>Findings at or above <c>--fail-on</c>.</summary>
    public const int Findings = 1;

    /// <summary>
    /// Bad usage, an input that could not be read, or a policy that broke: something was not judged, so neither 0 nor 1 can be vouched for.
    /// The other inputs are judged and reported all the same.
    /// </summary>
    public const int Unusable = 2;

    /// <summary>AWS refused or could not be reached.</summary>
    public const int AwsFailure = 3;

    /// <summary>Stopped by Ctrl+C, as shells number it.</summary>
    public const int Cancelled = 130;
}
