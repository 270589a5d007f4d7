using System.Text.RegularExpressions;
using EcsGuard.Policies;
using EcsGuard.Policies.Documentation;

namespace EcsGuard.Cli.Reports;

/// <summary>
/// Shows a policy's documentation page. On a terminal its Markdown is set; redirected, it is the Markdown itself. Only what those pages are made of
/// is understood: headings, paragraphs, lists, code blocks, tables, <c>code</c>, <c>**strong**</c>, links in angle brackets.
/// </summary>
internal static partial class PolicyPageView
{
    /// <param name="policy">The policy.</param>
    /// <param name="writer">Where to write.</param>
    /// <param name="style">How to set it; null leaves the Markdown as it is.</param>
    public static void Write(Policy policy, TextWriter writer, TextStyle? style)
    {
        // The first line tells contributors where the page comes from.
        var page = PolicyPage.Render(policy);
        page = page[(page.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        if (style is null)
        {
            writer.Write(page);
        }
        else
        {
            Set(page, writer, style);
        }
    }

    private static void Set(string page, TextWriter writer, TextStyle style)
    {
        List<string> paragraph = [];
        var inCode = false;
        foreach (var line in page.Split('\n'))
        {
            if (inCode || line.Length == 0 || line[0] is '#' or '|' or '-' or '`' && IsFenceOrBlock(line))
            {
                WriteParagraph(paragraph, writer, style);
            }

            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inCode = !inCode;
            }
            else if (inCode)
            {
                writer.WriteLine($"    {style.Code(line)}");
            }
            else if (line.Length == 0)
            {
                writer.WriteLine();
            }
            else if (line[0] == '#')
            {
                writer.WriteLine(style.Strong(line.TrimStart('#', ' ')));
            }
            else if (line[0] == '|')
            {
                WriteRow(line, writer, style);
            }
            else if (line[0] == '-')
            {
                writer.WriteLine(Inline(line, style));
            }
            else
            {
                paragraph.Add(line);
            }
        }

        WriteParagraph(paragraph, writer, style);
    }

    private static bool IsFenceOrBlock(string line) => line[0] != '`' || line.StartsWith("```", StringComparison.Ordinal);

    private static void WriteParagraph(List<string> lines, TextWriter writer, TextStyle style)
    {
        if (lines.Count > 0)
        {
            writer.WriteLine(string.Join('\n', Prose.Wrap(Inline(string.Join(' ', lines), style), style.Width)));
            lines.Clear();
        }
    }

    /// <summary>The only table is that of the settings: key, default, meaning.</summary>
    private static void WriteRow(string line, TextWriter writer, TextStyle style)
    {
        if (line.Trim('|').Split('|', StringSplitOptions.TrimEntries) is [['`', ..] key, var value, var meaning])
        {
            writer.WriteLine(string.Join("\n    ", Prose.Wrap($"{Inline(key, style)} (default {Inline(value, style)}): {Inline(meaning, style)}", Math.Max(style.Width - 4, 20))));
        }
    }

    private static string Inline(string text, TextStyle style) => InlineMark.Replace(text, mark =>
        mark.Groups["code"] is { Success: true } code ? style.Code(code.Value)
        : mark.Groups["strong"] is { Success: true } strong ? style.Strong(strong.Value)
        : mark.Groups["link"].Value);

    [GeneratedRegex(@"`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|<(?<link>https?://[^>]+)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineMark { get; }
}
