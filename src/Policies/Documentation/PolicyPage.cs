using System.Globalization;
using System.Text;

namespace EcsGuard.Policies.Documentation;

/// <summary>Prints a policy's metadata as its documentation page, and all of them as the index. The pages are committed and checked.</summary>
public static class PolicyPage
{
    /// <summary>The page of one policy, Markdown, lines ended by <c>\n</c>.</summary>
    public static string Render(Policy policy)
    {
        var metadata = policy.Metadata;
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!-- Generated from src/Policies/Rules/{policy.GetType().Name}.cs. Edit that file, then run: ECSGUARD_UPDATE=1 dotnet test -->
            # {metadata.Id}

            {metadata.Title}.

            **{metadata.Severity.ToText()}** · {metadata.Kind.ToText()} · {metadata.Set.ToText()} · {metadata.Category} · {metadata.Stage.ToString().ToLowerInvariant()} · since {metadata.Since}

            ## What it reports

            {metadata.What}

            ## Why

            {metadata.Why}

            ## What happens otherwise

            {metadata.Incident}

            ## Fix

            {metadata.Fix}

            ## Reported
            {Given(metadata.ExampleContext, metadata.GoodContext == metadata.ExampleContext ? "Both examples are judged with" : "This example is judged with")}
            ```json
            {metadata.Bad}
            ```

            ## Accepted
            {(metadata.GoodContext == metadata.ExampleContext ? "" : Given(metadata.GoodContext, "This example is judged with"))}
            ```json
            {metadata.Good}
            ```

            """);
        if (!metadata.Options.IsEmpty)
        {
            page.Append("\n## Settings\n\n| Key | Default | Meaning |\n|---|---|---|\n");
            foreach (var option in metadata.Options)
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{option.Key}` | `{option.DefaultText}` | {option.Description} |\n");
            }
        }

        page.Append(CultureInfo.InvariantCulture, $"\n## See also\n\n- <{metadata.Documentation}>\n");
        foreach (var control in metadata.Controls)
        {
            page.Append(CultureInfo.InvariantCulture, $"- {control}\n");
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>What must be known or set for an example to be judged as it is.</summary>
    private static string Given(PolicyContext context, string introduction)
    {
        var facts = context.Describe().Select(fact => $"- {fact.Name}: `{fact.Value}`").ToArray();
        return facts.Length == 0 ? "" : $"\n{introduction}\n\n{string.Join('\n', facts)}\n";
    }

    /// <summary>The table of all policies, by category.</summary>
    public static string RenderIndex(IEnumerable<Policy> policies)
    {
        var index = new StringBuilder("<!-- Generated from the policies' metadata. Run: ECSGUARD_UPDATE=1 dotnet test -->\n# Policies\n");
        foreach (var category in policies.GroupBy(policy => policy.Metadata.Category).OrderBy(group => group.Key))
        {
            index.Append(CultureInfo.InvariantCulture, $"\n## {category.Key}\n\n| Policy | Severity | Kind | Set | Reports |\n|---|---|---|---|---|\n");
            foreach (var policy in category.OrderBy(policy => policy.Metadata.Id, StringComparer.Ordinal))
            {
                var metadata = policy.Metadata;
                index.Append(CultureInfo.InvariantCulture, $"| [{metadata.Id}]({metadata.Id}.md) | {metadata.Severity.ToText()} | {metadata.Kind.ToText()} | {metadata.Set.ToText()} | {metadata.Title} |\n");
            }
        }

        return index.ToString();
    }
}
