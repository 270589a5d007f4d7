using System.CommandLine;
using EcsGuard.Cli.Reports;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Commands;

/// <summary><c>ecsguard policies</c>: what there is to judge by, and why.</summary>
internal static class PoliciesCommand
{
    private static readonly string[] Formats = ["text", "json"];

    private const string Notes = """
        Examples:
          ecsguard policies list
          ecsguard policies explain blocking-log-driver
          ecsguard policies new missing-log-group
        """;

    public static Command Create(CommandHost host)
    {
        var noColor = new Option<bool>("--no-color") { Description = "No colours on the terminal; the same as setting NO_COLOR.", Recursive = true };
        var command = new DescribedCommand("policies", "List the policies, explain one, or begin a new one.", Notes)
        {
            noColor,
            CreateList(host, noColor),
            CreateExplain(host, noColor),
            NewPolicyCommand.Create(host),
        };
        command.SetAction(parsed =>
        {
            WriteTable(host, parsed.GetValue(noColor));
            return ExitCode.Clean;
        });
        return command;
    }

    private static void WriteTable(CommandHost host, bool noColor) =>
        CommandHost.WriteOutput(() => PolicyTable.Write(PolicyCatalog.All, host.Out, host.Style(noColor)));

    private static DescribedCommand CreateList(CommandHost host, Option<bool> noColor)
    {
        var format = new Option<string>("--format")
        {
            Description = "text (a table for people) or json (a stable, versioned document).",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "text",
        };
        var command = new DescribedCommand("list", "List every policy with its severity, kind and set.", ListNotes) { format };
        command.SetAction(parsed =>
        {
            switch (parsed.GetValue(format)!)
            {
                case "json":
                    CommandHost.WriteOutput(() => PolicyListJson.Write(PolicyCatalog.All, host.StandardOutput));
                    break;
                case "text":
                    WriteTable(host, parsed.GetValue(noColor));
                    break;
                case var name:
                    throw new UsageException($"--format: '{Printable.Text(name)}' is none of {string.Join(", ", Formats)}.{Usage.DidYouMean(name, Formats)}");
            }

            return ExitCode.Clean;
        });
        return command;
    }

    private static DescribedCommand CreateExplain(CommandHost host, Option<bool> noColor)
    {
        var id = new Argument<string>("ID") { Description = "The id of a policy, as findings name it." };
        var command = new DescribedCommand("explain", "Show what a policy reports, why, and how to fix it, with an example of each.", ExplainNotes) { id };
        command.SetAction(parsed =>
        {
            var policy = PolicyChoice.Find(parsed.GetValue(id)!, "policies explain");
            CommandHost.WriteOutput(() => PolicyPageView.Write(policy, host.Out, host.OutputIsTerminal ? host.Style(parsed.GetValue(noColor)) : null));
            return ExitCode.Clean;
        });
        return command;
    }

    private const string ListNotes = """
        Kinds:  preflight  ECS itself refuses it
                posture    ECS accepts it, an organisation should not
                runtime    learned from tasks that ran
        Sets:   recommended, on by default; strict, opt-in; configured, needs settings

        Example:
          ecsguard policies list --format json
        """;

    private const string ExplainNotes = """
        Examples:
          ecsguard policies explain blocking-log-driver
          ecsguard policies explain blocking-log-driver > blocking-log-driver.md
        """;
}
