using System.Text;
using EcsGuard.Cli.Reports;

namespace EcsGuard.Cli;

/// <summary>What surrounds the command: streams, terminal, environment. Tests bring their own.</summary>
internal abstract class CommandHost
{
    public const int DefaultWidth = 100;

    private TextWriter? _out;
    private TextWriter? _error;

    public abstract Stream StandardInput { get; }

    public abstract Stream StandardOutput { get; }

    public abstract Stream StandardError { get; }

    /// <summary>Standard output is a terminal, read by a person.</summary>
    public virtual bool OutputIsTerminal => false;

    /// <summary>Standard error is a terminal: somebody waits, and wants to know for what.</summary>
    public virtual bool ErrorIsTerminal => false;

    /// <summary>The terminal understands ANSI sequences.</summary>
    public virtual bool TerminalHasColours => false;

    /// <summary>Columns of the terminal; <see cref="DefaultWidth"/> where there is none.</summary>
    public virtual int Width => DefaultWidth;

    /// <summary>The encoding in which texts for people are written. Machine formats are always UTF-8.</summary>
    public virtual Encoding TextEncoding => Utf8;

    /// <summary>Texts for people, on standard output; not flushed by itself.</summary>
    public TextWriter Out => _out ??= Writer(StandardOutput);

    /// <summary>Errors and notes, on standard error; not flushed by itself.</summary>
    public TextWriter Error => _error ??= Writer(StandardError);

    /// <summary>Without a byte order mark.</summary>
    public static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>What time it is: exemptions end.</summary>
    public virtual TimeProvider Time => TimeProvider.System;

    /// <summary>The folder that the command was called in.</summary>
    public virtual string WorkingDirectory => Directory.GetCurrentDirectory();

    public virtual string? GetEnvironmentVariable(string name) => null;

    /// <summary>For standard output. Colours: only on a terminal that has them, and not against <c>--no-color</c> or NO_COLOR (https://no-color.org).</summary>
    public TextStyle Style(bool noColor) =>
        new(!noColor && OutputIsTerminal && string.IsNullOrEmpty(GetEnvironmentVariable("NO_COLOR")) && TerminalHasColours, Width);

    /// <summary>Runs what writes to standard output, and to nothing else.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static void WriteOutput(Action write)
    {
        try
        {
            write();
        }
        catch (IOException problem)
        {
            throw new UsageException("Standard output cannot be written: the disk is full, or nobody reads it.", problem);
        }
    }

    public void Flush()
    {
        WriteOutput(() => _out?.Flush());
        _error?.Flush();
    }

    private StreamWriter Writer(Stream stream) => new(stream, TextEncoding, leaveOpen: true) { NewLine = "\n" };
}
