using System.Text.RegularExpressions;
using EcsGuard.Cli.Reports;
using EcsGuard.Cli.Scanning;

namespace EcsGuard.Cli.Authoring;

/// <summary>Where the policies and their tests lie in a working copy of EcsGuard's repository.</summary>
internal sealed class PolicyFiles
{
    private const string Solution = "EcsGuard.sln";
    private const string Sources = "src/Policies";
    private const string Rules = $"{Sources}/Rules";
    private const string Tests = "tests/EcsGuard.Policies.Tests/Rules";

    private readonly string _root;

    private PolicyFiles(string root) => _root = root;

    /// <exception cref="UsageException">The folder is not in a working copy.</exception>
    public static PolicyFiles Above(string folder)
    {
        for (var place = folder; !string.IsNullOrEmpty(place); place = Path.GetDirectoryName(place))
        {
            if (File.Exists(Path.Combine(place, Solution)))
            {
                return Directory.Exists(Path.Combine(place, Rules)) && Directory.Exists(Path.Combine(place, Tests))
                    ? new(place)
                    : throw new UsageException($"policies new: {Printable.Text(place)} holds {Solution}, but not both {Rules} and {Tests}.");
            }
        }

        throw new UsageException($"policies new: {Printable.Text(folder)} is not in a working copy of EcsGuard: neither it nor a folder above it holds {Solution}. Clone the repository, change into it and run the command there.");
    }

    /// <summary>Writes the policy and its test: both, or neither. Nothing that exists is overwritten.</summary>
    /// <returns>The two paths, relative to the root of the repository.</returns>
    /// <exception cref="UsageException">One of them exists, the class does, or they cannot be written.</exception>
    public IReadOnlyList<string> Write(PolicyName name, string policy, string test)
    {
        var (policyPath, testPath) = ($"{Rules}/{name.ClassName}.cs", $"{Tests}/{name.ClassName}Tests.cs");
        if (Array.Find([policyPath, testPath], path => File.Exists(Path.Combine(_root, path))) is { } taken)
        {
            throw new UsageException($"policies new: {taken} is there already. Nothing was written.");
        }

        try
        {
            if (Declaring(name.ClassName) is { } declaring)
            {
                throw new UsageException($"policies new: {declaring} has a type {name.ClassName} already, which the policy's class would hide. Choose another id.");
            }

            WriteBoth(Path.Combine(_root, policyPath), policy, Path.Combine(_root, testPath), test);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"policies new: the files cannot be written: {FileProblem.Describe(problem)} Nothing was written.", problem);
        }

        return [policyPath, testPath];
    }

    /// <summary>The file that declares a type of this name among the policies' sources.</summary>
    private string? Declaring(string type)
    {
        var declaration = new Regex($@"\b(class|record|struct|enum|interface)\s+{type}\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return Directory.EnumerateFiles(Path.Combine(_root, Sources), "*.cs", SearchOption.AllDirectories)
            .Where(file => declaration.IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/'))
            .FirstOrDefault();
    }

    private static void WriteBoth(string policyFile, string policy, string testFile, string test)
    {
        // Written beside their places first, so that a full disk is met before either file is there.
        string[] unfinished = [policyFile + ".new", testFile + ".new"];
        try
        {
            File.WriteAllText(unfinished[0], policy);
            File.WriteAllText(unfinished[1], test);
            File.Move(unfinished[0], policyFile, overwrite: false);
            try
            {
                File.Move(unfinished[1], testFile, overwrite: false);
            }
            catch
            {
                File.Delete(policyFile);
                throw;
            }
        }
        finally
        {
            foreach (var file in unfinished)
            {
                File.Delete(file);
            }
        }
    }
}
