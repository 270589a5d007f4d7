using System.CommandLine;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Commands;

/// <summary>What to say when the arguments make no sense.</summary>
internal static class Usage
{
    public static void Explain(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (unknown is not null)
        {
            var names = unknown.StartsWith('-')
                ? command.Options.Where(option => !option.Hidden).Select(option => option.Name)
                : command.Subcommands.Select(subcommand => subcommand.Name);
            var what = unknown.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
            error.WriteLine($"error: Unknown {what} '{Reports.Printable.Text(unknown)}'.{DidYouMean(unknown, names)}");
        }
        else
        {
            foreach (var problem in parsed.Errors)
            {
                error.WriteLine($"error: {problem.Message}");
            }
        }

        error.WriteLine($"Run `{FullName(parsed.CommandResult)} --help` for what there is.");
    }

    /// <summary>A sentence that suggests the nearest candidate, with a blank before it; empty where none is near.</summary>
    public static string DidYouMean(string name, IEnumerable<string> candidates) =>
        NearestName.Find(name, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    private static string FullName(System.CommandLine.Parsing.CommandResult command)
    {
        var names = new Stack<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = command; at is System.CommandLine.Parsing.CommandResult { Command: var symbol }; at = at.Parent)
        {
            names.Push(symbol.Name);
        }

        return string.Join(' ', names);
    }
}
