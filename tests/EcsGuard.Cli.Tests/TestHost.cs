using System.Text;
using EcsGuard.Testing;

namespace EcsGuard.Cli.Tests;

/// <summary>The command's surroundings, in memory.</summary>
internal sealed class TestHost : CommandHost, IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();

    public byte[] Input { get; init; } = [];

    public bool Terminal { get; init; }

    /// <summary>Standard error is one, whatever standard output is.</summary>
    public bool ErrorTerminal { get; init; }

    public int Columns { get; init; } = DefaultWidth;

    public Dictionary<string, string> Variables { get; init; } = [];

    public string Folder { get; init; } = Path.GetTempPath();

    public string Output => Encoding.UTF8.GetString(_output.ToArray());

    public string Errors => Encoding.UTF8.GetString(_error.ToArray());

    public override Stream StandardInput => new MemoryStream(Input);

    /// <summary>Where the disk is full.</summary>
    public bool OutputIsFull { get; init; }

    public override Stream StandardOutput => OutputIsFull ? new FullStream() : _output;

    public override Stream StandardError => _error;

    public override bool OutputIsTerminal => Terminal;

    public override bool ErrorIsTerminal => ErrorTerminal;

    public override bool TerminalHasColours => Terminal;

    public override int Width => Columns;

    public override string WorkingDirectory => Folder;

    /// <summary>When it is; a test that depends on it says so.</summary>
    public DateTimeOffset Now { get; init; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override TimeProvider Time => new FakeTime(Now);

    public override string? GetEnvironmentVariable(string name) => Variables.GetValueOrDefault(name);

    private sealed class FullStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("full");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("full");
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    /// <summary>Runs the command and gives its exit code.</summary>
    public Task<int> RunAsync(params string[] args) => EcsGuardCommand.RunAsync(args, this, TestContext.Current.CancellationToken);
}
