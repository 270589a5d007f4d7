using EcsGuard.Policies;

namespace EcsGuard.Cli.Reports;

/// <summary>How text is set.</summary>
/// <param name="Colours">ANSI sequences may be written.</param>
/// <param name="Width">Columns at hand.</param>
internal sealed record TextStyle(bool Colours, int Width)
{
    private const string Reset = "\e[0m";

    public string Strong(string text) => Paint("1", text);

    public string Quiet(string text) => Paint("2", text);

    public string Code(string text) => Paint("36", text);

    public string Good(string text) => Paint("32", text);

    public string Of(Severity severity, string text) => Paint(
        severity switch
        {
            Severity.Critical => "1;35",
            Severity.High => "1;31",
            Severity.Medium => "33",
            Severity.Low => "36",
            _ => "2",
        },
        text);

    private string Paint(string code, string text) => Colours ? $"\e[{code}m{text}{Reset}" : text;
}
