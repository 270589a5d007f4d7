using System.Globalization;
using System.Net;
using System.Text;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Local;

/// <summary>One plain page: what is open, what was closed, what was said. No scripts, no requests to anywhere.</summary>
internal static class FindingsPage
{
    private const string Style = """
        :root { color-scheme: light dark; --line: light-dark(#d8dde3, #39424e); --soft: light-dark(#5a6572, #9aa7b5); }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1.25rem; }
        h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2.2rem 0 .5rem; }
        p.lead { color: var(--soft); margin: .2rem 0 0; }
        ul.counts { display: flex; flex-wrap: wrap; gap: .6rem; list-style: none; padding: 0; margin: 1.2rem 0 0; }
        ul.counts li { border: 1px solid var(--line); border-radius: .5rem; padding: .35rem .8rem; } ul.counts b { font-size: 1.15rem; }
        table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; color: var(--soft); font-size: .85rem; }
        th, td { border-bottom: 1px solid var(--line); padding: .5rem .7rem .5rem 0; vertical-align: top; } td.nowrap { white-space: nowrap; }
        code { font: .87em ui-monospace, monospace; overflow-wrap: anywhere; } small { color: var(--soft); }
        .severity { border-radius: .35rem; padding: .08rem .45rem; font-size: .82rem; font-weight: 600; color: #fff; }
        .critical { background: #8e1230; } .high { background: #b3401a; } .medium { background: #7d6200; } .low { background: #2d6187; } .info { background: #5d6b7a; }
        pre { border: 1px solid var(--line); border-radius: .5rem; padding: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
        """;

    public static string Render(IReadOnlyList<Finding> findings, IReadOnlyList<Pipeline.Notifications.Message> messages)
    {
        var open = findings.Where(finding => finding.State == FindingState.Open).ToArray();
        var closed = findings.Where(finding => finding.State != FindingState.Open).ToArray();
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>EcsGuard: {open.Length} open findings</title><style>{Style}</style></head>
            <body>
            <h1>EcsGuard</h1>
            <p class="lead">Findings of the events that this process was given. As JSON: <a href="/findings">/findings</a>.</p>
            <ul class="counts">
            """);
        foreach (var severity in Enum.GetValues<Severity>().Reverse())
        {
            page.Append(CultureInfo.InvariantCulture, $"<li><b>{open.Count(finding => finding.Severity == severity)}</b> {severity.ToText()}</li>");
        }

        page.Append("</ul>\n");
        Table(page, "Open", open, "Nothing is open.");
        Table(page, "Closed", closed, "Nothing was closed yet.");
        page.Append("<h2>Messages</h2>\n");
        foreach (var message in messages.Reverse())
        {
            page.Append(CultureInfo.InvariantCulture, $"<pre>{Html(message.Text)}</pre>\n");
        }

        page.Append(messages.Count == 0 ? "<p>Nobody was told anything yet.</p>\n</body></html>\n" : "</body></html>\n");
        return page.ToString();
    }

    private static void Table(StringBuilder page, string title, Finding[] findings, string none)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{title} ({findings.Length})</h2>\n");
        if (findings.Length == 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>{none}</p>\n");
            return;
        }

        page.Append("<table><thead><tr><th>Severity</th><th>Revision</th><th>Finding</th><th>State</th><th>Since</th></tr></thead><tbody>\n");
        foreach (var finding in findings)
        {
            var count = finding.Count > 1 ? $" · {finding.Count} tasks" : "";
            page.Append(CultureInfo.InvariantCulture, $"""
                <tr><td><span class="severity {finding.Severity.ToText()}">{finding.Severity.ToText()}</span></td>
                <td title="{Html(finding.Resource)}"><code>{Html(FindingName.Of(finding))}</code><br><small>{Html(finding.Account)}<br>{Html(finding.Region)}</small></td>
                <td><code>{Html(finding.Policy)}</code>{count}<br>{Prose(finding.Message)}<br><small>{Prose(PolicyCatalog.Find(finding.Policy)?.Metadata.Fix ?? "")}</small><br><code><small>{Html(finding.Path)}</small></code></td>
                <td class="nowrap">{State(finding)}</td><td class="nowrap">{finding.FirstSeen.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}</td></tr>

                """);
        }

        page.Append("</tbody></table>\n");
    }

    private static string State(Finding finding)
    {
        if (finding is not { State: FindingState.Exempted, Ruling.Exemption: { } exemption })
        {
            return ReplayOutput.State(finding);
        }

        var until = exemption.Until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"""{ReplayOutput.State(finding)}<br><small title="{Html($"{exemption.Owner}: {exemption.Reason}")}">until {until}<br>by <code>{Html(exemption.Id ?? exemption.Owner)}</code></small>""";
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Messages and remediations write names of parameters as Markdown does.</summary>
    private static string Prose(string text) =>
        string.Concat(text.Split('`').Select((part, place) => place % 2 == 1 ? $"<code>{Html(part)}</code>" : Html(part)));
}
