using EcsGuard.Policies.Credentials;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>What becomes of SIGTERM in a container.</summary>
/// <param name="At">Which word of the command line decides it.</param>
/// <param name="Program">Process 1, as a message calls it.</param>
/// <param name="Why">Why the signal does not reach the program, to be read after the process's name; null if it could not be told.</param>
/// <param name="IsShell">Process 1 is a shell.</param>
/// <param name="Repaired">The word that would let it through; null where there is no mechanical repair.</param>
internal sealed record LostSignal(int At, string Program, string? Why, bool IsShell, string? Repaired)
{
    /// <summary>A word that is hidden decides it.</summary>
    public static LostSignal Hidden(int at) => new(at, "", null, false, null);
}

/// <summary>
/// Follows SIGTERM from process 1 to the program that has to hear it. Measured with dash 0.5.12, bash 5.2.15, BusyBox 1.35 and npm 6 and 11,
/// yarn 1.22, pnpm 9: dash stays process 1 unless told to <c>exec</c>; bash replaces itself by a last simple command, except a redirected one
/// or where a trap is set; BusyBox's shell, Alpine's <c>sh</c>, also by a redirected one, but not where a line break follows it. None of them
/// passes a signal on. The package managers signal the <c>sh -c</c> in which they run a script, so with dash the signal is lost there.
/// Images whose name says Alpine or BusyBox are judged by BusyBox's shell, all others by dash.
/// </summary>
internal static class StopSignal
{
    private enum Shell { Dash, Bash, BusyBox }

    // They end by themselves at once, so nobody waits for them on a stop.
    private static readonly string[] Quick =
    [
        ":", "[", "basename", "cat", "cd", "chmod", "chown", "cp", "date", "dirname", "echo", "env", "exit", "export", "false", "grep", "head", "hl-smi", "hostname", "id", "install",
        "ln", "ls", "mkdir", "mv", "nproc", "nvidia-smi", "printenv", "printf", "pwd", "readonly", "return", "rm", "sed", "set", "shift", "stat", "test", "touch", "tr", "trap", "true",
        "ulimit", "umask", "uname", "unset", "whoami",
    ];

    // Part of the shell: there is no program that could take its place.
    private static readonly string[] Builtins = ["builtin", "command", "read", "wait"];

    private static readonly string[] RunsOtherCode = [".", "eval", "source"];

    private static readonly string[] Waits = ["sleep", "tail"];

    private static readonly string[] NpmRuns = ["exec", "restart", "run", "run-script", "start", "x"];

    private static readonly string[] OtherThanRun = ["add", "audit", "cache", "ci", "config", "global", "help", "i", "info", "install", "link", "node", "remove", "store", "version", "workspaces"];

    /// <summary>
    /// Judges a command line whose words are known (null: hidden). Null if the signal arrives, or if process 1 is a program that nothing is
    /// known about.
    /// </summary>
    /// <param name="line">Entry point and command, as process 1 receives them.</param>
    /// <param name="isBusyBox">The image's <c>sh</c> is BusyBox's.</param>
    public static LostSignal? Follow(IReadOnlyList<string?> line, bool isBusyBox)
    {
        var at = SkipWrappers(line, out var signalsGroup);
        if (at >= line.Count || signalsGroup)
        {
            return null;
        }

        if (line[at] is not { } path || Placeholder.IsIn(path))
        {
            return LostSignal.Hidden(at);
        }

        var name = FileName(path);
        return name switch
        {
            "sh" => FollowShell(line, at, isBusyBox ? Shell.BusyBox : Shell.Dash, isBusyBox),
            "dash" => FollowShell(line, at, Shell.Dash, isBusyBox),
            "ash" => FollowShell(line, at, Shell.BusyBox, isBusyBox: true),
            "busybox" when at + 1 < line.Count && line[at + 1] is "sh" or "ash" => FollowShell(line, at + 1, Shell.BusyBox, isBusyBox: true),
            "bash" => FollowShell(line, at, Shell.Bash, isBusyBox),
            "npm" or "yarn" or "pnpm" when !isBusyBox => FollowPackageManager(line, at, name),
            _ => null,
        };
    }

    /// <summary>Passes over programs that put another in their own place, and over init processes, which signal only the one they started.</summary>
    private static int SkipWrappers(IReadOnlyList<string?> line, out bool signalsGroup)
    {
        signalsGroup = false;
        var at = 0;
        while (at < line.Count && line[at] is { } path)
        {
            switch (FileName(path))
            {
                case "env":
                    for (at++; at < line.Count && line[at] is { } word && (word.Contains('=', StringComparison.Ordinal) || word is "-i" or "-S" or "-"); at++)
                    {
                    }

                    break;
                case "tini" or "tini-static" or "docker-init":
                    for (at++; at < line.Count && line[at] is ['-', ..] option; at++)
                    {
                        signalsGroup |= !option.StartsWith("--", StringComparison.Ordinal) && option.Contains('g', StringComparison.Ordinal);
                        at += option is "-p" or "-e" ? 1 : 0;
                    }

                    break;
                case "gosu" or "su-exec":
                    at += 2;
                    break;
                default:
                    return at;
            }
        }

        return at;
    }

    private static LostSignal? FollowPackageManager(IReadOnlyList<string?> line, int at, string name)
    {
        var arguments = line.Skip(at + 1).ToArray();
        var first = arguments.FirstOrDefault(argument => argument is not ['-', ..]);
        var runs = name == "npm" ? arguments.Any(argument => NpmRuns.Contains(argument)) : first is not null && !OtherThanRun.Contains(first);
        if (runs)
        {
            return new(at, name, "runs the script in a shell, which keeps the signal from the program: start the program itself", false, null);
        }

        var hidden = Array.IndexOf(arguments, null);
        return hidden < 0 ? null : LostSignal.Hidden(at + 1 + hidden);
    }

    private static LostSignal? FollowShell(IReadOnlyList<string?> line, int at, Shell shell, bool isBusyBox)
    {
        var name = FileName(line[at]!);
        if (FindScript(line, at) is not { } script)
        {
            return null;
        }

        if (line[script] is not { } text)
        {
            return LostSignal.Hidden(script);
        }

        if (ShellScript.Parse(text) is not { } parsed)
        {
            return null;
        }

        return Placeholder.IsIn(ShellText.WithoutExpansions(text, alsoWithoutQuotes: true)) ? LostSignal.Hidden(script)
            : new Script(parsed, text, shell, isBusyBox).Judge() is { } lost ? new(script, name, lost.Why, true, lost.Repaired)
            : null;
    }

    /// <summary>The word that <c>-c</c> makes the script; null if there is no <c>-c</c>, so that the script is a file or comes from standard input.</summary>
    private static int? FindScript(IReadOnlyList<string?> line, int at)
    {
        var isCommand = false;
        for (at++; at < line.Count; at++)
        {
            if (line[at] is not { } word)
            {
                return at;
            }

            if (word is not ['-' or '+', _, ..] || word == "--")
            {
                at += word == "--" ? 1 : 0;
                break;
            }

            if (word is not ['-', '-', ..])
            {
                isCommand |= word[0] == '-' && word.Contains('c', StringComparison.Ordinal);
            }

            // `-o pipefail`, also at the end of `-euo`; `--rcfile FILE`.
            at += word[^1] is 'o' or 'O' && word is not ['-', '-', ..] || word is "--rcfile" or "--init-file" ? 1 : 0;
        }

        return isCommand && at < line.Count ? at : null;
    }

    private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>A script as the given shell runs it.</summary>
    private sealed class Script(ShellScript script, string text, Shell shell, bool isBusyBox)
    {
        private readonly IReadOnlyList<ShellCommand> _commands = script.Commands;

        /// <summary>Why the signal is lost (null if that could not be told), and the repaired script.</summary>
        public (string? Why, string? Repaired)? Judge()
        {
            if (_commands.Count == 0 || _commands.Any(HandlesTermination) || _commands.All(command => command.Programs.TrueForAll(IsQuick)))
            {
                return null;
            }

            // What stands after an unconditional `exec` is never reached.
            var last = _commands.FirstOrDefault(command => command is { IsExec: true, IsUnconditional: true }) ?? _commands[^1];
            if (last.IsExec)
            {
                return JudgeReplacement([.. AfterExec(last)]);
            }

            if (last.IsInBackground)
            {
                return ("ends while its last command still runs in the background: keep that one in the foreground, with `exec`", null);
            }

            if (last.IsInPipeline)
            {
                return ("waits for the pipeline (or negated or timed command) at its end and keeps the signal from it", null);
            }

            return last.IsCompound ? JudgeCompound(last) : JudgeSimple(last);
        }

        private (string? Why, string? Repaired)? JudgeCompound(ShellCommand last)
        {
            if (last.Defines is not null || last.Programs.Contains("exec") && !last.IsSubshell || shell == Shell.BusyBox && !last.IsLoop)
            {
                return null;
            }

            return ($"stays for the {(last.IsLoop ? "loop" : "compound command")} at its end and keeps the signal from what runs in it", null);
        }

        private (string? Why, string? Repaired)? JudgeSimple(ShellCommand last)
        {
            var name = last.Name;
            if (last.Words.Count > 0 && name is null && Placeholder.IsIn(last.Words[0].Raw))
            {
                return (null, null);
            }

            if (name is not null && RunsOtherCode.Contains(name))
            {
                return null;
            }

            if (name is not null && _commands.FirstOrDefault(command => command.Defines == name) is { } function)
            {
                return function.Programs.Contains("exec") ? null : ($"stays for the function `{name}` and keeps the signal from what runs in it", null);
            }

            if (last.Programs.TrueForAll(IsQuick))
            {
                return _commands.Any(command => command.IsExec) ? null : ("has commands left to run after the program and keeps the signal from it: end the script with `exec` and the program", null);
            }

            if (name is not null && Builtins.Contains(name))
            {
                return name == "command" ? null : ($"stays for `{name}` and keeps the signal from what it started: set a trap for TERM that passes it on", null);
            }

            var hasTrap = _commands.Any(command => command.Programs.Contains("trap"));
            var stays = shell switch
            {
                Shell.Dash => true,
                Shell.Bash => hasTrap || last.IsRedirected,
                _ => hasTrap || script.EndsWithLineBreak,
            };
            var lost = JudgeReplacement([.. last.Words.Select(word => word.Value)]);
            if (!stays || lost is not null)
            {
                return lost;
            }

            var program = name is null ? "the program" : $"`{FileName(name)}`";
            return ($"stays and keeps the signal from {program}: start it with `exec`", IsRepairable(name, hasTrap) ? text.Insert(last.Start, "exec ") : null);
        }

        /// <summary>
        /// <c>exec</c> is no help before a program that loses the signal itself or only waits, and would skip a trap. A fix is printed and stored, so
        /// none is made of a script with a credential in it.
        /// </summary>
        private bool IsRepairable(string? name, bool hasTrap) =>
            !hasTrap && (name is null || !Waits.Contains(name)) && CredentialDetector.InValue(text).Certainty != CredentialCertainty.Credential;

        /// <summary>Follows the program that takes the shell's place. A word that the shell expands could be anything: no complaint is made about it.</summary>
        private (string? Why, string? Repaired)? JudgeReplacement(IReadOnlyList<string?> line) =>
            Follow(line, isBusyBox) is { Why: { } why } lost ? ($"runs `{lost.Program}`, which {why}", null) : null;

        private static IEnumerable<string?> AfterExec(ShellCommand command)
        {
            var at = 1;
            while (at < command.Words.Count && command.Words[at].Value is ['-', ..] option)
            {
                at += option == "-a" ? 2 : 1;
            }

            return command.Words.Skip(at).Select(word => word.Value);
        }

        private static bool HandlesTermination(ShellCommand command) =>
            command is { Name: "trap", IsInPipeline: false, IsInBackground: false }
            && command.Words is [_, { Value: not "" }, ..]
            && command.Words.Skip(2).Any(word => word.Value?.ToUpperInvariant() is "TERM" or "SIGTERM" or "15");

        private static bool IsQuick(string? program) => program is not null && Quick.Contains(FileName(program));
    }
}
