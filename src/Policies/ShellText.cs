using System.Text;

namespace EcsGuard.Policies;

/// <summary>Texts that a shell reads, where a template's stand-ins and the shell's own syntax look alike.</summary>
internal static class ShellText
{
    /// <summary>
    /// The text with a blank for each <c>${NAME}</c>, which is the shell's own syntax as well as a stand-in, and on demand for each quoted part:
    /// what a stand-in puts there does not change the structure around it.
    /// </summary>
    public static string WithoutExpansions(string text, bool alsoWithoutQuotes)
    {
        var kept = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var close = text[at] switch
            {
                '\'' or '"' when alsoWithoutQuotes => text.IndexOf(text[at], at + 1),
                '$' when at + 1 < text.Length && text[at + 1] == '{' => text.IndexOf('}', at),
                _ => -1,
            };
            kept.Append(close < 0 ? text[at] : ' ');
            at = Math.Max(at, close);
        }

        return kept.ToString();
    }
}
