using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>
/// A folder that keeps changes, one JSON line each, appended and flushed to the disk before a change counts. Opening it reads them back and writes
/// what they add up to into a new file, which takes the old one's place in one step. One process at a time may have it open.
/// </summary>
internal sealed partial class Journal : IDisposable
{
    public const string FileName = "findings.jsonl";
    private const string LockName = "lock";
    private const int Format = 1;

    private readonly FileStream _lock;
    private readonly FileStream _file;
    private bool _failed;

    private Journal(FileStream @lock, FileStream file)
    {
        _lock = @lock;
        _file = file;
    }

    /// <summary>Opens the folder, creating it where it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="apply">Takes each kept entry, oldest first.</param>
    /// <param name="snapshot">What the entries add up to, asked after the last one.</param>
    /// <param name="log">Is told of a last line that was not written to its end.</param>
    /// <exception cref="IOException">Another process has the folder open, or the disk fails.</exception>
    /// <exception cref="InvalidDataException">A line is none of EcsGuard's.</exception>
    public static Journal Open(string folder, Action<JournalEntry> apply, Func<IEnumerable<JournalEntry>> snapshot, ILogger log)
    {
        Directory.CreateDirectory(folder);
        var @lock = Lock(folder);
        try
        {
            var path = Path.Combine(folder, FileName);
            Read(path, apply, log);
            return new(@lock, Compact(path, snapshot()));
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>Keeps one change. It is on the disk when this returns.</summary>
    /// <exception cref="IOException">It could not be written. The journal takes no more: opening it again drops the torn line.</exception>
    public void Append(JournalEntry entry)
    {
        if (_failed)
        {
            throw new IOException($"{_file.Name} could not be written earlier. Start again to go on from the last change that was.");
        }

        _failed = true;
        Write(_file, entry);
        _file.Flush(flushToDisk: true);
        _failed = false;
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault)
        {
            throw new IOException($"{folder} is in use by another EcsGuard. Stop that one, or choose another folder. ({fault.Message})", fault);
        }
    }

    private static void Read(string path, Action<JournalEntry> apply, ILogger log)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var isTorn = file.Length > 0 && !EndsWithLineFeed(file);
        using var reader = new StreamReader(file);
        var number = 0;
        for (var line = reader.ReadLine(); line is not null; number++)
        {
            var next = reader.ReadLine();
            if (next is null && isTorn)
            {
                Torn(log, path, number + 1);
                return;
            }

            var entry = Parse(line, path, number + 1);
            if (number == 0 && entry.Format != Format)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture, $"{path}, line 1: the format is {entry.Format?.ToString(CultureInfo.InvariantCulture) ?? "not named"}, and this EcsGuard reads format {Format}."));
            }

            apply(entry);
            line = next;
        }
    }

    private static bool EndsWithLineFeed(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        var last = file.ReadByte();
        file.Seek(0, SeekOrigin.Begin);
        return last == '\n';
    }

    private static JournalEntry Parse(string line, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJson.Default.JournalEntry) ?? throw new JsonException("The line is null.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"{path}, line {number}: not a record of EcsGuard ({fault.Message}) Restore the file, or move it away to start empty."), fault);
        }
    }

    private static FileStream Compact(string path, IEnumerable<JournalEntry> entries)
    {
        var unfinished = path + ".new";
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            Write(file, new() { Format = Format });
            foreach (var entry in entries)
            {
                Write(file, entry);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        // No buffer of its own: an entry is one write.
        return new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    private static void Write(FileStream file, JournalEntry entry)
    {
        using var line = new MemoryStream();
        JsonSerializer.Serialize(line, entry, JournalJson.Default.JournalEntry);
        line.WriteByte((byte)'\n');
        file.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} ends in the middle of line {Line}: that change was not completed, and is left out.")]
    private static partial void Torn(ILogger log, string path, int line);
}
