using System.Collections.Immutable;

namespace EcsGuard.Cli.Scanning;

/// <summary>Something to read, or the reason why there is nothing.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Error">Known before reading.</param>
/// <param name="Open">Opens it.</param>
internal sealed record Input(string Name, InputError? Error, Func<Stream> Open)
{
    public const int MaximumMebibytes = 64;

    /// <exception cref="InputTooLargeException">It goes on after <see cref="MaximumMebibytes"/>.</exception>
    public ReadOnlyMemory<byte> Read()
    {
        using var stream = Open();
        var expected = stream.CanSeek ? stream.Length : 0;
        if (expected > Maximum)
        {
            throw new InputTooLargeException();
        }

        // One byte more than expected, so that the end is seen without growing.
        var bytes = new byte[Math.Max(expected + 1, 4096)];
        var length = 0;
        while (stream.Read(bytes, length, bytes.Length - length) is > 0 and var read)
        {
            length += read;
            if (length > Maximum)
            {
                throw new InputTooLargeException();
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, length * 2);
            }
        }

        return bytes.AsMemory(0, length);
    }

    private const long Maximum = MaximumMebibytes * 1024L * 1024;
}

/// <summary>An input that no task definition can be as large as.</summary>
internal sealed class InputTooLargeException : Exception
{
    public InputTooLargeException()
    {
    }

    public InputTooLargeException(string message)
        : base(message)
    {
    }

    public InputTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Turns the paths of the command line into inputs.</summary>
internal static class InputFiles
{
    /// <summary>What <c>-</c> stands for, and what reports call standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>In the order of the paths, the files of a folder by name; each file once, however often it is named.</summary>
    public static ImmutableArray<Input> Find(IEnumerable<string> paths, CommandHost host)
    {
        var inputs = ImmutableArray.CreateBuilder<Input>();
        HashSet<string> seen = [];
        foreach (var input in paths.SelectMany(path => Find(path, host)))
        {
            if (input.Name == StandardInput ? seen.Add(StandardInput) : seen.Add(Path.GetFullPath(input.Name)))
            {
                inputs.Add(input);
            }
        }

        return inputs.ToImmutable();
    }

    private static Input[] Find(string path, CommandHost host)
    {
        if (path == StandardInput)
        {
            return [new(path, null, () => host.StandardInput)];
        }

        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            return [Refused(path, "An empty path names no file. Check the variable that should have held it.")];
        }

        if (Directory.Exists(path))
        {
            var found = InFolder(path).ToArray();
            return found.Length > 0 ? found : [Refused(path, "This folder has no *.json file. Name a folder that holds task definitions, or the files.")];
        }

        return File.Exists(path) ? [IsOtherLanguage(path) is { } reason ? Refused(path, reason) : File_(path)]
            : [Refused(path, "There is no such file or folder. Check the spelling and the current folder.")];
    }

    /// <summary>Not what another tool keeps: hidden folders, node_modules. Not through links to folders, which may lead in circles.</summary>
    private static IEnumerable<Input> InFolder(string folder)
    {
        FileSystemInfo[] entries;
        InputError? problem = null;
        try
        {
            entries = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = new(Slashed(folder), null, $"Cannot read this folder: {FileProblem.Describe(fault)}");
            entries = [];
        }

        if (problem is not null)
        {
            yield return Refused(problem);
        }

        foreach (var entry in entries)
        {
            var path = folder == "." ? entry.Name : Path.Combine(folder, entry.Name);
            if (entry is DirectoryInfo inner)
            {
                if (inner.LinkTarget is null && inner.Name is not ("node_modules" or ['.', ..]))
                {
                    foreach (var input in InFolder(path))
                    {
                        yield return input;
                    }
                }
            }
            else if (entry.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase))
            {
                yield return File_(path);
            }
        }
    }

    private static string? IsOtherLanguage(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".yaml" or ".yml" => "scan cannot read YAML yet. Convert the task definition to JSON, or scan what `aws ecs describe-task-definition` prints.",
        ".tf" or ".hcl" => "scan cannot read Terraform yet. Scan what `aws ecs describe-task-definition` prints.",
        ".template" => "scan cannot read CloudFormation yet. Scan what `aws ecs describe-task-definition` prints.",
        _ => null,
    };

    private static Input File_(string path) =>
        new(Slashed(path), null, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));

    private static Input Refused(string path, string message) => Refused(new(Slashed(path), null, message));

    private static Input Refused(InputError error) => new(error.Source, error, () => Stream.Null);

    private static string Slashed(string path) => path.Replace(Path.DirectorySeparatorChar, '/');
}
