namespace EcsGuard.Policies.Tests;

public sealed class ShellScriptTests
{
    /// <summary>
    /// Each command of the outermost list in brackets: words joined by a blank (<c>?</c> where the shell expands something), then its marks.
    /// </summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("   # nothing", "")]
    [InlineData("app", "[app]")]
    [InlineData("app --port 80", "[app --port 80]")]
    [InlineData("app \\\n  --port 80", "[app --port 80]")]
    [InlineData("app 'one word' \"and another\" a\\ b ''", "[app one word and another a b ]")]
    [InlineData("app '; x && y' \"| z\"", "[app ; x && y | z]")]
    [InlineData("app \"a\\\"b\\$c\\n\"", "[app a\"b$c\\n]")]
    [InlineData("app a\\\nb \"c\\\nd\"", "[app ab cd]")]
    [InlineData("app *a* b?? A=(x)", "[app ? ? ?]")]
    [InlineData("app $X ${Y} \"$Z\" *.txt a? ~/x a~b", "[app ? ? ? ? ? ? a~b]")]
    [InlineData("app $(date; echo ')') `a | b` $((1 + 2))", "[app ? ? ?]")]
    [InlineData("app ${X:-a;b} end", "[app ? end]")]
    [InlineData("app $(a \\) b) `a \\` b` $(a \"\\\")\") end", "[app ? ? ? end]")]
    [InlineData("A=1 B+=2 app C=3", "[app C=3]")]
    [InlineData("1A=x app", "[1A=x app]")]
    [InlineData("=x app", "[=x app]")]
    [InlineData("A=(x y) app", "[app]")]
    [InlineData("A=1", "[]")]
    [InlineData("a; b", "[a][b]")]
    [InlineData("a;b;", "[a][b]")]
    [InlineData("a\nb\n", "[a][b]")]
    [InlineData("a # b; c", "[a]")]
    [InlineData("a #b\nc#d", "[a][c#d]")]
    [InlineData("a;\n# end", "[a]")]
    [InlineData("a\n\nb", "[a][b]")]
    [InlineData("a && b || c; d", "[a][b if][c if][d]")]
    [InlineData("a &&\n b", "[a][b if]")]
    [InlineData("a | b |& c; d", "[a pipe][b pipe][c pipe][d]")]
    [InlineData("a |\n b", "[a pipe][b pipe]")]
    [InlineData("! a", "[a pipe]")]
    [InlineData("time a; b", "[a pipe][b]")]
    [InlineData("a & b", "[a bg][b]")]
    [InlineData("a; b && c & d &", "[a][b bg][c if bg][d bg]")]
    [InlineData("a >out 2>&1 <in b", "[a b redirected]")]
    [InlineData(">out a", "[a redirected]")]
    [InlineData("> out a", "[a redirected]")]
    [InlineData("a 2>/dev/null; b", "[a redirected][b]")]
    [InlineData("a &>log; b &>>log", "[a redirected][b redirected]")]
    [InlineData("a <<< word b", "[a b redirected]")]
    [InlineData("a 2 >x", "[a 2 redirected]")]
    [InlineData("a <(b; c) >(d)", "[a ? ?]")]
    [InlineData("cat <<EOF && b\nx; y | z\nEOF\nc", "[cat redirected][b if][c]")]
    [InlineData("cat <<-'E F'\n\tx\n\tE F\nc", "[cat redirected][c]")]
    [InlineData("cat <<EOF\n\tEOF\nEOF\nc", "[cat redirected][c]")]
    [InlineData("cat <<A <<\"B\"\nA\nB\n", "[cat redirected]")]
    [InlineData("(a; b) && c", "[( a b][c if]")]
    [InlineData("{ a; b; } > x; c", "[{ a b redirected][c]")]
    [InlineData("{a,b} c", "[{a,b} c]")]
    [InlineData("if a; then b & else c | d; fi; e", "[{ a b c d][e]")]
    [InlineData("if a\nthen b\nelif c\nthen d\nfi\ne", "[{ a b c d][e]")]
    [InlineData("while a; do b; done < f; c", "[loop a b redirected][c]")]
    [InlineData("until a; do b; done", "[loop a b]")]
    [InlineData("for x in a b c; do d $x; done", "[loop d]")]
    [InlineData("for x; do if a; then while b; do c; done; fi; done; d", "[loop a b c][d]")]
    [InlineData("if a; then while b; do c; done; fi", "[{ a b c]")]
    [InlineData("case $x in a|if) b;; (c) d ;;\n *) e;;& esac; f", "[{ b d e][f]")]
    [InlineData("case x in\n start\n) exec b\nesac\nf", "[{ exec][f]")]
    [InlineData("case a in esac; b", "[{][b]")]
    [InlineData("case x in a) b; c;; esac", "[{ b c]")]
    [InlineData("[[ a && b < c ]] && d", "[{ [][d if]")]
    [InlineData("[ a = b ] && c", "[[ a = b ]][c if]")]
    [InlineData("((i = 1 < 2)); a", "[( i][a]")]
    [InlineData("f() { a; b; }; f", "[f: a b][f]")]
    [InlineData("f() (a; b); f", "[f: a b][f]")]
    [InlineData("function f { a; }; f", "[f: a][f]")]
    [InlineData("function f() { a; }; f", "[f: a][f]")]
    [InlineData("function f() (a; b); f", "[f: a b][f]")]
    [InlineData("function f { (a; b); }; f", "[f: a b][f]")]
    [InlineData("if a; then f() { b; }; fi; c", "[{ a f }][c]")]
    [InlineData("echo if then fi; done_it", "[echo if then fi][done_it]")]
    [InlineData("\\if a; 'while' b", "[if a][while b]")]
    [InlineData("X=1 exec a", "[exec a]")]
    [InlineData("if true; then X=1 exec a; fi", "[{ true exec]")]
    [InlineData("a \\", "[a \\]")]
    [InlineData("a $", "[a ?]")]
    public void Takes_the_outermost_list_apart(string script, string expected)
    {
        var parsed = ShellScript.Parse(script);
        Assert.NotNull(parsed);
        Assert.Equal(expected, string.Concat(parsed.Commands.Select(Text)));
    }

    [Theory]
    [InlineData("a 'b")]
    [InlineData("a \"b")]
    [InlineData("a \"b\\")]
    [InlineData("a \"$(b\"")]
    [InlineData("a $(b")]
    [InlineData("a $(b 'c)")]
    [InlineData("a $(b \"c)")]
    [InlineData("a ${b")]
    [InlineData("a `b")]
    [InlineData("a A=(b")]
    [InlineData("a <(b")]
    [InlineData("a >")]
    [InlineData("a > ;")]
    [InlineData("a <<EOF\nb")]
    [InlineData("a <<EOF\nb\n")]
    [InlineData("a <<EOF")]
    [InlineData("if a; then b")]
    [InlineData("while a; do b")]
    [InlineData("{ a")]
    [InlineData("(a")]
    [InlineData("[[ a")]
    [InlineData("case a in b) c;;")]
    [InlineData("a |")]
    public void What_does_not_end_is_no_script(string script) => Assert.Null(ShellScript.Parse(script));

    [Theory]
    [InlineData("a", false)]
    [InlineData("a # x", false)]
    [InlineData("a;", false)]
    [InlineData("a\n", true)]
    [InlineData("a;\n", true)]
    [InlineData("a \n \n# x", true)]
    [InlineData("\na", false)]
    [InlineData("\n", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\nb &&\nc", false)]
    [InlineData("{ a\n}", false)]
    public void Tells_whether_a_line_break_follows(string script, bool expected) => Assert.Equal(expected, ShellScript.Parse(script)!.EndsWithLineBreak);

    [Theory]
    [InlineData("app", 0)]
    [InlineData("  app x", 2)]
    [InlineData("A=1 B='2 3' app", 12)]
    [InlineData("2>x app", 4)]
    [InlineData("> x app", 4)]
    [InlineData("a && b\n  $CMD", 9)]
    [InlineData("A=1", -1)]
    [InlineData("{ a; }", -1)]
    public void Knows_where_the_last_command_begins(string script, int start) => Assert.Equal(start, ShellScript.Parse(script)!.Commands[^1].Start);

    [Theory]
    [InlineData("exec a", true)]
    [InlineData("a && exec b", true)]
    [InlineData("exec >x", false)]
    [InlineData("exec", false)]
    [InlineData("exec a | b", false)]
    [InlineData("exec a &", false)]
    [InlineData("{ exec a; }", false)]
    [InlineData("echo exec a", false)]
    public void Knows_what_replaces_the_shell(string script, bool expected) => Assert.Equal(expected, ShellScript.Parse(script)!.Commands.Any(command => command.IsExec));

    private static string Text(ShellCommand command)
    {
        var head = command.Defines is { } name ? name + ":" : command.IsSubshell ? "(" : command.IsLoop ? "loop" : command.IsCompound ? "{" : null;
        var words = head is null ? command.Words.Select(word => word.Value ?? "?") : command.Programs.Select(program => program ?? "?").Prepend(head);
        var marks = new[]
        {
            command.IsUnconditional ? null : "if",
            command.IsInPipeline ? "pipe" : null,
            command.IsInBackground ? "bg" : null,
            command.IsRedirected ? "redirected" : null,
        };
        return $"[{string.Join(' ', words.Concat(marks.OfType<string>()))}]";
    }
}
