using System.Text.RegularExpressions;
using EcsGuard.Policies;
using EcsGuard.Policies.Documentation;
using Spectre.Console;

namespace EcsGuard.Cli.Reports;

/// <summary>
/// Shows a policy's documentation page. On a terminal its Markdown is set; redirected, it is the Markdown itself. Only what those pages are made of
/// is understood: headings, code blocks, lists, tables, <c>code</c>, <c>**strong**</c>.
/// </summary>
internal static partial class PolicyPageView
{
    public static void Write(Policy policy, CommandHost host, bool noColor)
    {
        // The first line tells contributors where the page comes from.
        var page = PolicyPage.Render(policy);
        page = page[(page.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        if (!host.OutputIsTerminal)
        {
            host.Out.Write(page);
            return;
        }

        var console = PolicyConsole.Create(host, noColor);
        var inCode = false;
        foreach (var line in page.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inCode = !inCode;
            }
            else if (inCode)
            {
                console.Write(new Padder(new Text(line, new Style(Color.Teal)), new Padding(2, 0, 0, 0)));
            }
            else
            {
                console.MarkupLine(Set(line));
            }
        }
    }

    private static string Set(string line)
    {
        var text = line.TrimStart('#').Trim();
        return line.StartsWith('#')
            ? $"[bold]{Markup.Escape(line.StartsWith("##", StringComparison.Ordinal) ? text : text.ToUpperInvariant())}[/]"
            : Inline(line);
    }

    private static string Inline(string line)
    {
        var escaped = Markup.Escape(line);
        escaped = Code.Replace(escaped, "[teal]${text}[/]");
        escaped = Strong.Replace(escaped, "[bold]${text}[/]");
        return Link.Replace(escaped, "${text}");
    }

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code { get; }

    [GeneratedRegex(@"\*\*(?<text>[^*]+)\*\*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Strong { get; }

    [GeneratedRegex("<(?<text>https?://[^>]+)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link { get; }
}
