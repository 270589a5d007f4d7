namespace EcsGuard.Policies;

/// <summary>One word of a command after quotes are removed; <paramref name="Value"/> is null where the shell would expand something in it.</summary>
internal readonly record struct ShellWord(string? Value, string Raw);

/// <summary>One command of a script's outermost list: simple, or compound (loop, condition, group, function) with all that is in it.</summary>
internal sealed class ShellCommand
{
    /// <summary>Where the command's name begins in the script, after assignments and leading redirections.</summary>
    public int Start { get; set; } = -1;

    /// <summary>Name and arguments of a simple command, without assignments and redirections.</summary>
    public List<ShellWord> Words { get; } = [];

    /// <summary>Names of all the programs that stand in it: its own, or those inside a compound command.</summary>
    public List<string?> Programs { get; } = [];

    public bool IsCompound { get; set; }

    public bool IsSubshell { get; set; }

    public bool IsLoop { get; set; }

    /// <summary>The name that a function definition gives; null for every other command.</summary>
    public string? Defines { get; set; }

    public bool IsRedirected { get; set; }

    /// <summary>It is one of several commands joined by <c>|</c>, or its status is negated or timed: the shell has to wait for it.</summary>
    public bool IsInPipeline { get; set; }

    /// <summary>Its list ends in <c>&amp;</c>.</summary>
    public bool IsInBackground { get; set; }

    /// <summary>It runs whatever the commands before it did: no <c>&amp;&amp;</c> or <c>||</c> stands before it.</summary>
    public bool IsUnconditional { get; set; }

    public string? Name => Words is [var name, ..] ? name.Value : null;

    /// <summary>It puts a program in the shell's place: <c>exec</c> with more than redirections, in the shell itself.</summary>
    public bool IsExec => Name == "exec" && Words.Count > 1 && !IsInPipeline && !IsInBackground;
}

/// <summary>
/// The outermost list of a POSIX shell script, with bash's additions where they change its structure. What is inside loops, conditions and
/// functions is only looked through for the names of programs.
/// Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html.
/// </summary>
internal sealed class ShellScript
{
    private readonly List<ShellCommand> _commands = [];
    private readonly Stack<string> _closers = new();
    private ShellCommand? _current;
    private int _listStart;
    private bool _unconditional = true;
    private bool _pipelineGoesOn;
    private bool _commandPosition = true;
    private bool _functionName;
    private bool _parenthesesMayFollow;
    private bool _casePattern;

    private ShellScript()
    {
    }

    /// <summary>In the order in which they stand.</summary>
    public IReadOnlyList<ShellCommand> Commands => _commands;

    /// <summary>A line break follows the last command.</summary>
    public bool EndsWithLineBreak { get; private set; }

    /// <summary>Null for a script that no shell would run: an open quote, loop or group.</summary>
    public static ShellScript? Parse(string text)
    {
        if (ShellTokens.Read(text) is not { } tokens)
        {
            return null;
        }

        var script = new ShellScript();
        foreach (var token in tokens)
        {
            script.Take(token);
        }

        script.EndCommand();
        return script._closers.Count == 0 && !script._pipelineGoesOn ? script : null;
    }

    private void Take(ShellToken token)
    {
        if (_closers.TryPeek(out var closer) && closer == "]]")
        {
            TakeInTest(token);
        }
        else if (token.Kind == ShellTokenKind.Word)
        {
            TakeWord(token);
        }
        else if (token.Kind == ShellTokenKind.Redirection)
        {
            Current().IsRedirected |= _closers.Count == 0;
        }
        else if (token.Text is "(" or ")")
        {
            TakeParenthesis(token.Text);
        }
        else if (_closers.Count > 0)
        {
            // A pattern goes on after `|` and on the next line; it begins after `in` and after the end of the branch before.
            _casePattern = _casePattern && token.Text is "|" or "\n" || closer == "esac" && token.Text is ";;" or ";&" or ";;&";
            _commandPosition = true;
        }
        else
        {
            TakeSeparator(token.Text);
        }
    }

    private void TakeSeparator(string text)
    {
        if (text == "\n" && _current is { Defines: not null, IsCompound: false })
        {
            // The body may stand on the next line.
            return;
        }

        if (_current is null && text is "\n" or "|" or "|&")
        {
            EndsWithLineBreak |= text == "\n" && _commands.Count > 0;
            return;
        }

        var last = _current;
        EndCommand();
        switch (text)
        {
            case "|" or "|&":
                last!.IsInPipeline = true;
                _pipelineGoesOn = true;
                break;
            case "&&" or "||":
                _unconditional = false;
                break;
            default:
                if (text == "&")
                {
                    _commands.Skip(_listStart).ToList().ForEach(command => command.IsInBackground = true);
                }

                EndsWithLineBreak = text == "\n";
                _listStart = _commands.Count;
                _unconditional = true;
                break;
        }
    }

    private void TakeParenthesis(string text)
    {
        if (text == ")")
        {
            if (_closers.TryPeek(out var closer) && closer == ")")
            {
                _closers.Pop();
            }

            // After `name()` comes the function's body; after a case's pattern, its commands; after a subshell perhaps the next keyword.
            _commandPosition = true;
            _functionName = _parenthesesMayFollow = _casePattern = false;
            return;
        }

        if (_casePattern)
        {
            return;
        }

        if (_closers.Count == 0)
        {
            var command = Current();
            _functionName = _parenthesesMayFollow || command is { IsCompound: false, Words.Count: 1 };
            if (_functionName)
            {
                command.Defines ??= command.Name;
                command.Words.Clear();
                command.Programs.Clear();
            }
            else if (command is { IsCompound: false, Words.Count: 0 })
            {
                Begin(command);
                command.IsSubshell = true;
            }
        }

        _closers.Push(")");
        _commandPosition = !_functionName;
    }

    private void TakeWord(ShellToken token)
    {
        _parenthesesMayFollow = false;
        var keyword = _commandPosition && !token.IsQuoted ? token.Text : "";
        if (_casePattern && keyword != "esac")
        {
            return;
        }

        switch (keyword)
        {
            case "if":
                Open("fi");
                return;
            case "while" or "until" or "for" or "select":
                Open("done");
                Current().IsLoop |= _closers.Count == 1;
                _commandPosition = keyword is "while" or "until";
                return;
            case "case":
                Open("esac");
                _commandPosition = false;
                return;
            case "{":
                Open("}");
                return;
            case "[[":
                Current().Programs.Add("[");
                Open("]]");
                return;
            case "function" when _closers.Count == 0:
                _commandPosition = false;
                _functionName = true;
                return;
            case "fi" or "done" or "esac" or "}" when _closers.TryPeek(out var closer) && closer == keyword:
                // Another keyword may follow at once: `fi done`.
                _closers.Pop();
                _casePattern = false;
                _commandPosition = true;
                return;
            case "then" or "do" or "else" or "elif" when _closers.Count > 0:
                return;
            case "!" or "time":
                Current().IsInPipeline |= _closers.Count == 0;
                return;
        }

        TakeOrdinaryWord(token);
    }

    private void TakeOrdinaryWord(ShellToken token)
    {
        if (_functionName)
        {
            // `function NAME`, with or without parentheses.
            Current().Defines ??= token.Text;
            _functionName = false;
            _parenthesesMayFollow = _commandPosition = true;
            return;
        }

        if (_closers.Count > 0)
        {
            if (_closers.Peek() == "esac" && token is { Text: "in", IsQuoted: false } && !_commandPosition)
            {
                _casePattern = _commandPosition = true;
                return;
            }

            if (_commandPosition && !token.IsAssignment)
            {
                Current().Programs.Add(token.Value);
                _commandPosition = false;
            }

            return;
        }

        var command = Current();
        if (command.IsCompound || command.Words.Count == 0 && token.IsAssignment)
        {
            return;
        }

        if (command.Words.Count == 0)
        {
            command.Start = token.Start;
            command.Programs.Add(token.Value);
        }

        command.Words.Add(new(token.Value, token.Text));
        _commandPosition = false;
    }

    private void TakeInTest(ShellToken token)
    {
        if (token is { Kind: ShellTokenKind.Word, Text: "]]" })
        {
            _closers.Pop();
        }
    }

    private void Open(string closer)
    {
        if (_closers.Count == 0)
        {
            Begin(Current());
        }

        _closers.Push(closer);
    }

    private static void Begin(ShellCommand command) => command.IsCompound = true;

    private ShellCommand Current()
    {
        if (_current is null)
        {
            _current = new() { IsUnconditional = _unconditional, IsInPipeline = _pipelineGoesOn };
            _pipelineGoesOn = false;
            EndsWithLineBreak = false;
        }

        return _current;
    }

    private void EndCommand()
    {
        if (_current is not null)
        {
            _commands.Add(_current);
            _current = null;
        }

        _commandPosition = true;
    }
}
