namespace EcsGuard.Testing;

/// <summary>Compares what leaves the system, whole, with a file in the repository.</summary>
public static class Golden
{
    /// <summary>Set to 1, the files are written instead of compared: look at the difference, then commit it.</summary>
    public const string UpdateSwitch = "ECSGUARD_UPDATE";

    public static bool Updating => Environment.GetEnvironmentVariable(UpdateSwitch) == "1";

    /// <summary>Holds <paramref name="actual"/> against the file <paramref name="path"/>, given relative to the repository's root.</summary>
    public static void Assert(string path, string actual)
    {
        var file = Repository.PathTo(path.Split('/'));
        var text = actual.ReplaceLineEndings("\n");
        if (Updating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            return;
        }

        Xunit.Assert.True(File.Exists(file), $"{path} is missing. Run `{UpdateSwitch}=1 dotnet test`, read the new file and commit it.");
        Xunit.Assert.Equal(File.ReadAllText(file), text);
    }
}
