using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace EcsGuard.Cli.Commands;

/// <summary>A command whose help ends with examples and what else there is to know.</summary>
internal sealed class DescribedCommand(string name, string description, string notes) : Command(name, description)
{
    /// <summary>Printed below the list of options, as it stands.</summary>
    public string Notes { get; } = notes;
}

/// <summary><c>--help</c>.</summary>
internal sealed class HelpWithExamples(CommandHost host) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult, host);
        return ExitCode.Clean;
    }

    public static void Write(ParseResult parseResult, CommandHost host)
    {
        HideArgumentsOfParents(parseResult);
        using var text = new StringWriter { NewLine = "\n" };
        var output = parseResult.InvocationConfiguration.Output;
        parseResult.InvocationConfiguration.Output = text;
        new HelpAction { MaxWidth = host.Width }.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
        {
            output.WriteLine(line.TrimEnd());
        }

        if (parseResult.CommandResult.Command is DescribedCommand { Notes: var notes })
        {
            output.WriteLine();
            output.WriteLine(notes.ReplaceLineEndings("\n"));
        }
    }

    /// <summary>Help would name them as if a subcommand took them too.</summary>
    private static void HideArgumentsOfParents(ParseResult parseResult)
    {
        for (var parent = parseResult.CommandResult.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
        {
            foreach (var argument in parent.Command.Arguments)
            {
                argument.Hidden = true;
            }
        }
    }
}

/// <summary><c>--version</c>.</summary>
internal sealed class VersionAction(CommandHost host) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        host.Out.WriteLine($"ecsguard {EcsGuardCommand.Version}");
        return ExitCode.Clean;
    }
}
