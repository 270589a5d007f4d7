using Spectre.Console;

namespace EcsGuard.Cli.Reports;

/// <summary>Spectre's console on the host's output.</summary>
internal static class PolicyConsole
{
    // Wide enough for every row: what is redirected is not wrapped.
    private const int Unbounded = 1000;

    public static IAnsiConsole Create(CommandHost host, bool noColor)
    {
        var colours = host.UsesColours(noColor);
        var console = AnsiConsole.Create(new()
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(host.Out),
        });
        console.Profile.Width = host.OutputIsTerminal ? host.Width : Unbounded;
        return console;
    }
}
