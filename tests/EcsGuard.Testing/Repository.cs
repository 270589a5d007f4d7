using System.Runtime.CompilerServices;

namespace EcsGuard.Testing;

/// <summary>Where the sources lie, so that tests can hold documents, templates and golden files against the code.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        // A deterministic build may have rewritten the compile-time path, so the output folder is the second guess.
        foreach (var start in new[] { Path.GetDirectoryName(thisFile), AppContext.BaseDirectory })
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "EcsGuard.sln")))
                {
                    return folder;
                }
            }
        }

        throw new DirectoryNotFoundException("EcsGuard.sln was not found above the test assembly: run the tests from a checkout.");
    }
}
