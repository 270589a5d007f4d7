using System.Text.Json;

namespace EcsGuard.Cli.Local;

/// <summary>One JSON value of an input, and where it stood.</summary>
/// <param name="Source">File, with its place in an array (<c>[2]</c>) or its line (<c>:3</c>) where there are several.</param>
/// <param name="Json">The value.</param>
internal sealed record EventInput(string Source, JsonElement Json);

/// <summary>An input that could not be read.</summary>
internal sealed record UnreadableInput(string Source, int Line, int Column, string Message);

/// <summary>Reads events from files, folders and standard input: one object, an array, or JSON lines. What cannot be read is named; the rest is still read.</summary>
internal static class EventReader
{
    private static readonly string[] Extensions = [".json", ".jsonl", ".ndjson"];

    public static async Task<(IReadOnlyList<EventInput> Events, IReadOnlyList<UnreadableInput> Unreadable)> ReadAsync(
        IEnumerable<string> paths, Stream standardInput, CancellationToken cancellationToken)
    {
        var events = new List<EventInput>();
        var unreadable = new List<UnreadableInput>();
        foreach (var path in paths)
        {
            if (path == "-")
            {
                using var reader = new StreamReader(standardInput, leaveOpen: true);
                Split("-", await reader.ReadToEndAsync(cancellationToken), events, unreadable);
                continue;
            }

            foreach (var file in Files(path, unreadable))
            {
                try
                {
                    Split(file, await File.ReadAllTextAsync(file, cancellationToken), events, unreadable);
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    unreadable.Add(new(file, 0, 0, $"cannot be read: {fault.Message}"));
                }
            }
        }

        return (events, unreadable);
    }

    /// <summary>The events of one text.</summary>
    public static void Split(string source, string text, ICollection<EventInput> events, ICollection<UnreadableInput> unreadable)
    {
        if (TryParse(text, out var json, out var fault))
        {
            Add(source, json, events);
            return;
        }

        // Several lines, each a value of its own: then the fault lies in single lines, or the text is no JSON at all.
        var lines = text.Split('\n');
        var values = new List<EventInput>();
        var faults = new List<UnreadableInput>();
        for (var number = 1; number <= lines.Length; number++)
        {
            if (string.IsNullOrWhiteSpace(lines[number - 1]))
            {
                continue;
            }

            if (TryParse(lines[number - 1], out var value, out var lineFault))
            {
                Add($"{source}:{number}", value, values);
            }
            else
            {
                faults.Add(Unreadable(source, number, lineFault));
            }
        }

        if (values.Exists(value => value.Json.ValueKind == JsonValueKind.Object))
        {
            values.ForEach(events.Add);
            faults.ForEach(unreadable.Add);
        }
        else
        {
            unreadable.Add(Unreadable(source, 1, fault));
        }
    }

    private static void Add(string source, JsonElement json, ICollection<EventInput> events)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            events.Add(new(source, json));
            return;
        }

        foreach (var (index, element) in json.EnumerateArray().Index())
        {
            events.Add(new($"{source}[{index}]", element));
        }
    }

    private static bool TryParse(string text, out JsonElement json, out JsonException? fault)
    {
        try
        {
            using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'));
            json = document.RootElement.Clone();
            fault = null;
            return true;
        }
        catch (JsonException syntax)
        {
            json = default;
            fault = syntax;
            return false;
        }
    }

    private static UnreadableInput Unreadable(string source, int firstLine, JsonException? fault) =>
        new(source, firstLine + (int)(fault?.LineNumber ?? 0), (int)(fault?.BytePositionInLine ?? 0) + 1, "this is no JSON: events come as one object, an array, or one object a line");

    private static IEnumerable<string> Files(string path, List<UnreadableInput> unreadable)
    {
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal);
        }

        if (File.Exists(path))
        {
            return [path];
        }

        unreadable.Add(new(path, 0, 0, "there is no such file or folder"));
        return [];
    }
}
