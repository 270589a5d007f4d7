namespace EcsGuard.Testing;

/// <summary>
/// Task definitions of others, for the tests that hold EcsGuard against them. They are not in the repository: where the variable names no folder, such
/// a test says so in its output and passes.
/// </summary>
public static class Corpus
{
    /// <summary>Names the folder.</summary>
    public const string Variable = "ECSGUARD_CORPUS";

    /// <summary>The folder; null, and said in the test's output, where there is none.</summary>
    public static string? Folder
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(folder))
            {
                Xunit.TestContext.Current.TestOutputHelper?.WriteLine($"{Variable} names no folder of task definitions, so none was judged here.");
                return null;
            }

            return folder;
        }
    }
}
