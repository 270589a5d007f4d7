using System.Globalization;

namespace EcsGuard.Cli.Reports;

/// <summary>A line on standard error that counts while somebody waits at a terminal, and is gone at the end. Elsewhere nothing is written.</summary>
internal sealed class ProgressLine(CommandHost host, string what) : IDisposable
{
    private string _shown = "";
    private int _count;

    /// <summary>One more.</summary>
    public void Next()
    {
        _count++;
        if (host.ErrorIsTerminal)
        {
            Show(string.Create(CultureInfo.InvariantCulture, $"{_count:N0} {what} …"));
        }
    }

    public void Dispose()
    {
        if (_shown.Length > 0)
        {
            Show("");
        }
    }

    private void Show(string text)
    {
        // Blanks over what was longer; no sequences that a terminal may not know.
        host.Error.Write($"\r{text}{new string(' ', Math.Max(_shown.Length - text.Length, 0))}{(text.Length == 0 ? "\r" : "")}");
        host.Error.Flush();
        _shown = text;
    }
}
