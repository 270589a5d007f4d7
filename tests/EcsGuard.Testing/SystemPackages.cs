using System.Diagnostics;

namespace EcsGuard.Testing;

/// <summary>What tests need from the operating system. On Debian and its kin, as root, it is installed; elsewhere the message says how.</summary>
public static class SystemPackages
{
    /// <summary>Makes sure that one of these files is there: a command, looked for on PATH, or an absolute path.</summary>
    /// <exception cref="InvalidOperationException">It is not, and could not be installed.</exception>
    public static void Require(string[] anyOf, params string[] packages)
    {
        if (anyOf.Any(Exists))
        {
            return;
        }

        var install = $"apt-get update && apt-get install -y {string.Join(' ', packages)}";
        if (Environment.UserName == "root" && Exists("apt-get"))
        {
            using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"({install}) >&2"]) { RedirectStandardError = true })!;
            shell.StandardError.ReadToEnd();
            shell.WaitForExit();
        }

        if (!anyOf.Any(Exists))
        {
            throw new InvalidOperationException($"These tests need {string.Join(" or ", anyOf)}. Run: {install}");
        }
    }

    private static bool Exists(string file) =>
        Path.IsPathRooted(file)
            ? File.Exists(file)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, file)));
}
