using System.CommandLine;
using System.Text.Json;
using EcsGuard.Cli.Reports;
using EcsGuard.Cli.Scanning;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Cli.Commands;

/// <summary><c>ecsguard policy-file</c>: checks, compares and simulates policy files, and puts them into force.</summary>
internal static class PolicyFileCommand
{
    private const int SchemaVersion = 1;

    private const string Notes = """
        Examples:
          ecsguard policy-file validate ecsguard.yaml
          ecsguard policy-file diff <(git show main:ecsguard.yaml) ecsguard.yaml
          ecsguard policy-file simulate ecsguard.yaml deploy/
          ecsguard policy-file schema > ecsguard.schema.json
        """;

    public static Command Create(CommandHost host)
    {
        var command = new DescribedCommand("policy-file", "Check, compare, simulate and publish policy files.", Notes)
        {
            CreateValidate(host),
            CreateDiff(host),
            SimulateCommand.Create(host),
            CreateSchema(host),
            PublishCommand.CreatePublish(host),
            PublishCommand.CreateHistory(host),
        };
        return command;
    }

    private static DescribedCommand CreateValidate(CommandHost host)
    {
        var files = new Argument<string[]>("FILE") { Description = "A policy file, or - for standard input.", Arity = ArgumentArity.OneOrMore };
        var command = new DescribedCommand("validate", "Check policy files: every problem is named with its line.", ValidateNotes) { files };
        command.SetAction(parsed =>
        {
            // Counted rather than asked for any: all of them are checked, whatever the first one is like.
            var unusable = parsed.GetValue(files)!.Count(file => !Validate(file, host));
            return unusable == 0 ? ExitCode.Clean : ExitCode.Unusable;
        });
        return command;
    }

    private static bool Validate(string path, CommandHost host)
    {
        try
        {
            if (PolicyFileInput.Read(path, host) is not { } file)
            {
                return false;
            }

            host.Out.WriteLine($"{Printable.Text(path)} is valid (version {file.ShortVersion}): {Counted(file.Policies.Count, "policy", "policies")}, {Counted(file.Scopes.Length, "scope", "scopes")}, {Counted(file.Teams.Length, "team", "teams")}, {Counted(file.Exemptions.Length, "exemption", "exemptions")}.");
            return true;
        }
        catch (UsageException unreadable)
        {
            host.Error.WriteLine($"error: {unreadable.Message}");
            return false;
        }
    }

    private static DescribedCommand CreateDiff(CommandHost host)
    {
        var before = new Argument<string>("OLD") { Description = "A policy file, or - for standard input." };
        var after = new Argument<string>("NEW") { Description = "Another one." };
        var format = new Option<string>("--format") { Description = "text or json.", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var command = new DescribedCommand("diff", "Show what two policy files mean differently, however they are written.", DiffNotes) { before, after, format };
        command.SetAction(parsed =>
        {
            var (old, @new) = (parsed.GetValue(before)!, parsed.GetValue(after)!);
            if (old == InputFiles.StandardInput && @new == InputFiles.StandardInput)
            {
                throw new UsageException("OLD and NEW cannot both be standard input.");
            }

            var changes = PolicyFileDiff.Compare(PolicyFileInput.Require(old, host), PolicyFileInput.Require(@new, host));
            CommandHost.WriteOutput(() => Write(host, changes, parsed.GetValue(format) == "json"));
            return changes.IsEmpty ? ExitCode.Clean : ExitCode.Findings;
        });
        return command;
    }

    private static void Write(CommandHost host, IReadOnlyList<PolicyFileChange> changes, bool asJson)
    {
        if (asJson)
        {
            WriteJson(host.StandardOutput, changes);
            return;
        }

        foreach (var change in changes)
        {
            host.Out.WriteLine(Printable.Text(change switch
            {
                { Before: null } => $"+ {change.Path}: {change.After}",
                { After: null } => $"- {change.Path}: {change.Before}",
                _ => $"~ {change.Path}: {change.Before} -> {change.After}",
            }));
        }

        host.Out.WriteLine(changes.Count == 0 ? "Both mean the same." : $"{Counted(changes.Count, "difference", "differences")}.");
    }

    private static void WriteJson(Stream stream, IReadOnlyList<PolicyFileChange> changes)
    {
        using var json = new Utf8JsonWriter(stream, ReadableJson.Options);
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteStartArray("changes");
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("path", change.Path);
            json.WriteString("before", change.Before);
            json.WriteString("after", change.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.Write("\n"u8);
    }

    private static DescribedCommand CreateSchema(CommandHost host)
    {
        var command = new DescribedCommand("schema", "Print the JSON Schema of policy files, for editors.", SchemaNotes);
        command.SetAction(_ =>
        {
            CommandHost.WriteOutput(() => host.Out.Write(PolicyFileSchema.Write()));
            return ExitCode.Clean;
        });
        return command;
    }

    private static string Counted(int count, string one, string many) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    private const string ValidateNotes = """
        Exit codes:
          0  every file can be used (there may be warnings)
          2  a file cannot be read, or has errors
        """;

    private const string DiffNotes = """
        Exit codes:
          0  both mean the same
          1  they differ
          2  a file cannot be read, or has errors
        """;

    private const string SchemaNotes = """
        A file that begins with this line is checked while it is written, by editors that use the
        YAML language server:
          # yaml-language-server: $schema=ecsguard.schema.json
        """;
}
