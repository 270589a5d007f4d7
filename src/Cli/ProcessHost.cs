using System.Text;
using Spectre.Console;

namespace EcsGuard.Cli;

/// <summary>The real process. Nothing about the terminal is asked for until a text for people is written: that costs time at the start.</summary>
internal sealed class ProcessHost : CommandHost
{
    public override Stream StandardInput { get; } = Console.OpenStandardInput();

    public override Stream StandardOutput { get; } = Console.OpenStandardOutput();

    public override Stream StandardError { get; } = Console.OpenStandardError();

    public override bool OutputIsTerminal => !Console.IsOutputRedirected;

    public override bool ErrorIsTerminal => !Console.IsErrorRedirected;

    // Spectre knows terminals: TERM=dumb, and Windows consoles that want to be asked first.
    public override bool TerminalHasColours => AnsiConsole.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors };

    public override int Width => OutputIsTerminal && Console.WindowWidth is > 0 and var width ? width : DefaultWidth;

    public override Encoding TextEncoding => Console.OutputEncoding is UTF8Encoding ? Utf8 : Console.OutputEncoding;

    public override string? GetEnvironmentVariable(string name) => Environment.GetEnvironmentVariable(name);
}
