using System.CommandLine;
using EcsGuard.Cli.Authoring;
using EcsGuard.Cli.Reports;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Commands;

/// <summary><c>ecsguard policies new</c>: the two files that a contributor writes, to start from.</summary>
internal static class NewPolicyCommand
{
    private const string Notes = """
        Run it in a working copy of EcsGuard's repository. It writes the policy and its test,
        which build and say TODO where something is yours to say; the tests name what is left.

        Examples:
          ecsguard policies new missing-log-group
          ecsguard policies new slow-image-pull --kind runtime --category images --severity low
        """;

    public static Command Create(CommandHost host)
    {
        var id = new Argument<string>("ID") { Description = "The fault in kebab case, so that it reads after \"allow\": missing-log-driver." };
        var category = Choice<Category>("--category", "CATEGORY", "the one that the id's words speak of");
        var kind = Choice<PolicyKind>("--kind", "KIND", "posture");
        var set = Choice<PolicySet>("--set", "SET", "recommended");
        var severity = Choice<Severity>("--severity", "SEVERITY", "medium");
        var command = new DescribedCommand("new", "Write the files of a new policy, in a working copy of EcsGuard.", Notes) { id, category, kind, set, severity };
        command.SetAction(parsed =>
        {
            var name = Unused(PolicyName.Parse(parsed.GetValue(id)!));
            var template = new PolicyTemplate(
                name,
                Read<Category>(parsed.GetValue(category), category.Name) ?? name.GuessCategory([.. PolicyCatalog.All.Select(policy => policy.Metadata)]) ?? Category.Parameters,
                Read<PolicyKind>(parsed.GetValue(kind), kind.Name) ?? PolicyKind.Posture,
                Read<PolicySet>(parsed.GetValue(set), set.Name) ?? PolicySet.Recommended,
                Read<Severity>(parsed.GetValue(severity), severity.Name) ?? Severity.Medium);
            if (template is { Kind: PolicyKind.Runtime, Set: PolicySet.Configured })
            {
                throw new UsageException("--set: there is no template for a runtime policy that is configured. Write it with --set recommended, and give it a setting.");
            }

            var files = PolicyFiles.Above(host.WorkingDirectory).Write(name, template.Policy, template.Test);
            CommandHost.WriteOutput(() => Report(template, files, host.Out));
            return ExitCode.Clean;
        });
        return command;
    }

    private static void Report(PolicyTemplate template, IReadOnlyList<string> files, TextWriter writer)
    {
        foreach (var file in files)
        {
            writer.WriteLine(file);
        }

        writer.WriteLine($"""

            {template.Name.Id} is {Text(template.Kind)}, {Text(template.Set)}, {Text(template.Severity)}, {Text(template.Category)}. Change what says TODO in both files;
            the tests name what is left. Then write its page, and read it:
              ECSGUARD_UPDATE=1 dotnet test --project tests/EcsGuard.Policies.Tests
            """);
    }

    private static PolicyName Unused(PolicyName name) => PolicyCatalog.Find(name.Id) is { Metadata: var known }
        ? throw new UsageException($"policies new: there is a policy '{name.Id}' already{(known.Id == name.Id ? "" : $", now called '{known.Id}'")}. `ecsguard policies explain {known.Id}` shows it.")
        : name;

    private static Option<string?> Choice<T>(string name, string value, string fallback)
        where T : struct, Enum => new(name) { Description = $"{string.Join(", ", Enum.GetValues<T>().Select(Text))} (default: {fallback}).", HelpName = value };

    private static T? Read<T>(string? text, string option)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        var values = Enum.GetValues<T>();
        var names = values.Select(Text).ToArray();
        return Array.IndexOf(names, text) is var index and >= 0
            ? values[index]
            : throw new UsageException($"{option}: '{Printable.Text(text)}' is none of {string.Join(", ", names)}.{Usage.DidYouMean(text, names)}");
    }

    /// <summary>As it is written everywhere: in lower case.</summary>
    private static string Text<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
