using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>The records in memory and, where a folder is given, on disk: what the in-process adapters share.</summary>
internal sealed class KeptRecords : IDisposable
{
    private readonly Journal? _journal;

    /// <summary>Records that are gone when the process ends.</summary>
    public KeptRecords()
    {
    }

    /// <summary>Records that are kept in a folder; <see cref="Journal.Open"/> says what can go wrong.</summary>
    public KeptRecords(string folder, ILogger log) => _journal = Journal.Open(folder, Records.Apply, Records.ToEntries, log);

    /// <summary>Held while <see cref="Records"/> are read or changed.</summary>
    public Lock Gate { get; } = new();

    public FindingRecords Records { get; } = new();

    /// <summary>First the disk, then memory: a change that could not be kept has not happened. The caller holds the gate.</summary>
    public void Change(JournalEntry entry)
    {
        _journal?.Append(entry);
        Records.Apply(entry);
    }

    public void Dispose()
    {
        lock (Gate)
        {
            _journal?.Dispose();
        }
    }
}
