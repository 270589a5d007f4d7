using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>What is wrong with a health check's command, and the command that does what was meant.</summary>
internal sealed record HealthCheckFault(string Why, IReadOnlyList<string> Repaired);

/// <summary>
/// Reads <c>healthCheck.command</c> as Docker does.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html and
/// https://docs.docker.com/reference/api/engine/ (HealthConfig, Test).
/// </summary>
internal static class HealthCheckCommand
{
    private const string Cmd = "CMD";
    private const string CmdShell = "CMD-SHELL";

    private static readonly string[] Operators = ["&&", "&", "|", ";", "<", "<<"];

    // They read a language of their own, in which the shell's signs mean something else.
    private static readonly string[] Interpreters =
    [
        "ash", "awk", "bash", "bun", "busybox", "cmd", "cmd.exe", "dash", "deno", "java", "jq", "lua", "mongo", "mongosh", "mysql", "node", "nodejs", "perl", "php", "powershell",
        "psql", "pwsh", "python", "python3", "ruby", "sed", "sh", "zsh",
    ];

    /// <summary>The fault, or null. Where a stand-in keeps a word from being judged, <paramref name="standIn"/> is its place; otherwise -1.</summary>
    public static HealthCheckFault? FindFault(IReadOnlyList<string> command, out int standIn)
    {
        standIn = -1;
        var first = command[0];
        if (Placeholder.IsIn(first) && command.Count > 1)
        {
            standIn = 0;
            return null;
        }

        switch (first)
        {
            case "NONE":
                return null;
            case CmdShell:
                return command.Count > 2 ? new("CMD-SHELL runs only the string after it, not the ones that follow", [CmdShell, Join(command.Skip(1))]) : null;
            case Cmd:
                return FindFaultOfCmd(command, out standIn);
            default:
                return HasNoKeyword(command, out standIn);
        }
    }

    private static HealthCheckFault? FindFaultOfCmd(IReadOnlyList<string> command, out int standIn)
    {
        standIn = -1;
        if (command.Count == 2)
        {
            var line = ShellText.WithoutExpansions(command[1], alsoWithoutQuotes: false);
            if (Placeholder.IsIn(line))
            {
                standIn = 1;
                return null;
            }

            return command[1].Trim().AsSpan().ContainsAny(' ', '\t', '\n')
                ? new("CMD takes one string for each argument, and this one is a whole command line: use CMD-SHELL", [CmdShell, command[1]])
                : null;
        }

        if (command.Count == 1 || Interpreters.Contains(command[1][(command[1].LastIndexOf('/') + 1)..]))
        {
            return null;
        }

        for (var at = 1; at < command.Count; at++)
        {
            if (SyntaxIn(command[at]) is { } syntax)
            {
                return new($"CMD runs without a shell, and {syntax} means nothing there: use CMD-SHELL", [CmdShell, Join(command.Skip(1))]);
            }

            standIn = standIn == -1 && Placeholder.IsIn(command[at]) ? at : standIn;
        }

        return null;
    }

    private static HealthCheckFault? HasNoKeyword(IReadOnlyList<string> command, out int standIn)
    {
        standIn = -1;
        var why = "its first string has to be CMD, CMD-SHELL or NONE";
        var keyword = command[0].Trim().ToUpperInvariant();
        if (keyword is Cmd or CmdShell or "NONE")
        {
            string[] respelled = [keyword, .. command.Skip(1)];
            return new(why, FindFault(respelled, out _)?.Repaired ?? respelled);
        }

        if (command.Count > 1)
        {
            return new(why, command.Any(word => SyntaxIn(word) is not null) ? [CmdShell, Join(command)] : [Cmd, .. command]);
        }

        // The console's way of writing it, `CMD-SHELL, curl …`, as one string. (The keyword alone has been met above.)
        var text = command[0].Trim();
        foreach (var written in new[] { CmdShell, Cmd })
        {
            if (text.StartsWith(written, StringComparison.Ordinal) && text[written.Length] is ',' or ' ')
            {
                return new(why, [CmdShell, text[(written.Length + 1)..].Trim()]);
            }
        }

        if (Placeholder.IsIn(ShellText.WithoutExpansions(text, alsoWithoutQuotes: false)) || text.Length == 0 || Placeholder.IsIn(text) && !text.Contains(' ', StringComparison.Ordinal))
        {
            standIn = 0;
            return null;
        }

        return new(why, [CmdShell, text]);
    }

    /// <summary>Shell syntax in one argument, as a message names it; null if there is none.</summary>
    private static string? SyntaxIn(string word)
    {
        foreach (var list in new[] { "||", "&&" })
        {
            if (word.Contains(list, StringComparison.Ordinal))
            {
                return $"`{list}`";
            }
        }

        if (Operators.Contains(word))
        {
            return $"`{word}`";
        }

        if (word is ['>', ..] or ['1' or '2' or '&', '>', ..])
        {
            return "`>`";
        }

        // A stand-in looks like a variable in braces; a template fills it in before anybody could misread it.
        for (var at = word.IndexOf('$', StringComparison.Ordinal); at >= 0 && at + 1 < word.Length; at = word.IndexOf('$', at + 1))
        {
            if (char.IsAsciiLetter(word[at + 1]) || word[at + 1] is '_' or '(')
            {
                return "`$`";
            }
        }

        return word is [not '\\', .., ';'] && !word.Contains(' ', StringComparison.Ordinal) ? "`;`" : null;
    }

    /// <summary>One line of the words; the value of an option (<c>-H</c>, <c>Accept: text/html</c>) stays one argument.</summary>
    private static string Join(IEnumerable<string> words)
    {
        var line = words.ToArray();
        for (var at = line.Length - 1; at > 0; at--)
        {
            if (line[at - 1] is ['-', ..] && line[at].Contains(' ', StringComparison.Ordinal) && SyntaxIn(line[at]) is null or "`$`" && !line[at].AsSpan().ContainsAny('\'', '"'))
            {
                line[at] = line[at].Contains('$', StringComparison.Ordinal) ? $"\"{line[at]}\"" : $"'{line[at]}'";
            }
        }

        return string.Join(' ', line);
    }
}
