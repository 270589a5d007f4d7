using System.Globalization;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>Something in a policy file that is wrong, or (a warning) probably not what was meant.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Message">What is wrong and what to write instead. Whole sentences.</param>
/// <param name="IsWarning">The file can be used all the same.</param>
public sealed record PolicyFileProblem(int Line, int Column, string Message, bool IsWarning = false)
{
    /// <summary>As compilers print it, without the file's name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}: {(IsWarning ? "warning: " : "")}{Message}");
}
