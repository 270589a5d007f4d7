using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MisreadHealthCheckTests : PolicyTests<MisreadHealthCheck>
{
    private const string WholeLine = "CMD takes one string for each argument, and this one is a whole command line: use CMD-SHELL";
    private const string Several = "CMD-SHELL runs only the string after it, not the ones that follow";
    private const string Keyword = "its first string has to be CMD, CMD-SHELL or NONE";

    [Fact]
    public void Says_nothing_without_a_health_check() => AssertNotApplicable("""{ "containerDefinitions": [{ "name": "app" }] }""");

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""["NONE"]""")]
    [InlineData("""["CMD"]""")]
    [InlineData("""["CMD-SHELL"]""")]
    [InlineData("""["CMD-SHELL", "curl -f http://localhost:${PORT}/ || exit 1"]""")]
    [InlineData("""["CMD", "/health"]""")]
    [InlineData("""["CMD", " /health "]""")]
    [InlineData("""["CMD", "pg_isready", "-U", "my user"]""")]
    [InlineData("""["CMD", "grep", "-q", "ok$", "/x"]""")]
    [InlineData("""["CMD", "grep", "cost: 5$ 3"]""")]
    [InlineData("""["CMD", "app", "SELECT 1;  "]""")]
    [InlineData("""["CMD", "find", "x", "-exec", "y", "\\;"]""")]
    [InlineData("""["CMD", "grep", "a|b", "x"]""")]
    [InlineData("""["CMD", "sh", "-c", "curl localhost || exit 1"]""")]
    [InlineData("""["CMD", "/usr/bin/node", "-e", "process.exit(a && b ? 0 : 1)"]""")]
    public void Accepts_commands_that_run_as_written(string command) => AssertPassed(Task(command));

    [Fact]
    public void Accepts_several_health_checks() =>
        AssertPassed("""{ "containerDefinitions": [{ "healthCheck": { "command": ["NONE"] } }, { "healthCheck": { "command": ["NONE"] } }] }""");

    [Theory]
    [InlineData("""["CMD", "curl -f http://localhost/ || exit 1"]""", WholeLine, """["CMD-SHELL", "curl -f http://localhost/ || exit 1"]""")]
    [InlineData("""["CMD", "curl localhost:${PORT} -f"]""", WholeLine, """["CMD-SHELL", "curl localhost:${PORT} -f"]""")]
    [InlineData("""["CMD", "a\tb"]""", WholeLine, """["CMD-SHELL", "a\tb"]""")]
    [InlineData("""["CMD", "a\nb"]""", WholeLine, """["CMD-SHELL", "a\nb"]""")]
    [InlineData("""["CMD", "grep 5$"]""", WholeLine, """["CMD-SHELL", "grep 5$"]""")]
    [InlineData("""["CMD", "echo ${A}{b} c"]""", WholeLine, """["CMD-SHELL", "echo ${A}{b} c"]""")]
    [InlineData("""["CMD-SHELL", "curl -f http://localhost/", "||", "exit 1"]""", Several, """["CMD-SHELL", "curl -f http://localhost/ || exit 1"]""")]
    [InlineData("""["CMD-SHELL", "curl", "-f", "${URL}"]""", Several, """["CMD-SHELL", "curl -f ${URL}"]""")]
    [InlineData("""["curl", "-f", "http://localhost/"]""", Keyword, """["CMD", "curl", "-f", "http://localhost/"]""")]
    [InlineData("""["curl", "-f", "http://localhost/", "||", "exit", "1"]""", Keyword, """["CMD-SHELL", "curl -f http://localhost/ || exit 1"]""")]
    [InlineData("""["curl -f http://localhost/ || exit 1"]""", Keyword, """["CMD-SHELL", "curl -f http://localhost/ || exit 1"]""")]
    [InlineData("""["curl -f http://localhost:${PORT}/"]""", Keyword, """["CMD-SHELL", "curl -f http://localhost:${PORT}/"]""")]
    [InlineData("""["CMD-SHELL, curl -f http://localhost/"]""", Keyword, """["CMD-SHELL", "curl -f http://localhost/"]""")]
    [InlineData("""["CMD-SHELL curl localhost"]""", Keyword, """["CMD-SHELL", "curl localhost"]""")]
    [InlineData("""["CMD,curl localhost"]""", Keyword, """["CMD-SHELL", "curl localhost"]""")]
    [InlineData("""["CMDX"]""", Keyword, """["CMD-SHELL", "CMDX"]""")]
    [InlineData("""["cmd-shell", "curl localhost"]""", Keyword, """["CMD-SHELL", "curl localhost"]""")]
    [InlineData("""["Cmd ", "curl localhost"]""", Keyword, """["CMD-SHELL", "curl localhost"]""")]
    [InlineData("""["cmd", "curl", "localhost"]""", Keyword, """["CMD", "curl", "localhost"]""")]
    [InlineData("""["none"]""", Keyword, """["NONE"]""")]
    public void Reports_and_repairs_the_others(string command, string why, string repaired)
    {
        AssertViolated(Task(command), ("/containerDefinitions/0/healthCheck/command", $"The health check of container 'app' is not run as written: {why}."));
        AssertFixed(Task(command), Task(repaired));
        AssertPassed(Task(repaired));
    }

    [Theory]
    [InlineData("""["CMD", "curl", "-f", "localhost", "||", "exit", "1"]""", "||", """["CMD-SHELL", "curl -f localhost || exit 1"]""")]
    [InlineData("""["CMD", "curl", "-f", "localhost || exit 1"]""", "||", """["CMD-SHELL", "curl -f localhost || exit 1"]""")]
    [InlineData("""["CMD", "a", "&&", "b"]""", "&&", """["CMD-SHELL", "a && b"]""")]
    [InlineData("""["CMD", "a", "&", "b"]""", "&", """["CMD-SHELL", "a & b"]""")]
    [InlineData("""["CMD", "a", "|", "b"]""", "|", """["CMD-SHELL", "a | b"]""")]
    [InlineData("""["CMD", "a", ";", "b"]""", ";", """["CMD-SHELL", "a ; b"]""")]
    [InlineData("""["CMD", "a", "x;", "b"]""", ";", """["CMD-SHELL", "a x; b"]""")]
    [InlineData("""["CMD", "a", "<", "b"]""", "<", """["CMD-SHELL", "a < b"]""")]
    [InlineData("""["CMD", "a", "<<", "b"]""", "<<", """["CMD-SHELL", "a << b"]""")]
    [InlineData("""["CMD", "a", ">", "/dev/null"]""", ">", """["CMD-SHELL", "a > /dev/null"]""")]
    [InlineData("""["CMD", "a", "2>&1"]""", ">", """["CMD-SHELL", "a 2>&1"]""")]
    [InlineData("""["CMD", "a", "1>x"]""", ">", """["CMD-SHELL", "a 1>x"]""")]
    [InlineData("""["CMD", "a", "&>x"]""", ">", """["CMD-SHELL", "a &>x"]""")]
    [InlineData("""["CMD", "curl", "localhost:$PORT"]""", "$", """["CMD-SHELL", "curl localhost:$PORT"]""")]
    [InlineData("""["CMD", "curl", "$_A"]""", "$", """["CMD-SHELL", "curl $_A"]""")]
    [InlineData("""["CMD", "curl", "5$ $(host)"]""", "$", """["CMD-SHELL", "curl 5$ $(host)"]""")]
    [InlineData("""["CMD", "curl", "-H", "Accept: x", "-d", "$A b", "-e", "'q' r", "$URL"]""", "$", """["CMD-SHELL", "curl -H 'Accept: x' -d \"$A b\" -e 'q' r $URL"]""")]
    public void Reports_and_repairs_shell_syntax_without_a_shell(string command, string syntax, string repaired)
    {
        AssertViolated(Task(command), ("/containerDefinitions/0/healthCheck/command", $"The health check of container 'app' is not run as written: CMD runs without a shell, and `{syntax}` means nothing there: use CMD-SHELL."));
        AssertFixed(Task(command), Task(repaired));
    }

    [Theory]
    [InlineData("""["${CHECK}"]""", "/command/0", UndeterminedReason.Placeholder)]
    [InlineData("""["{{ check command }}"]""", "/command/0", UndeterminedReason.Placeholder)]
    [InlineData("""["${KIND}", "x"]""", "/command/0", UndeterminedReason.Placeholder)]
    [InlineData("""["CMD", "{{ check command }}"]""", "/command/1", UndeterminedReason.Placeholder)]
    [InlineData("""["CMD", "curl '{{ url }}'"]""", "/command/1", UndeterminedReason.Placeholder)]
    [InlineData("""["CMD", "echo $A {{ x }}"]""", "/command/1", UndeterminedReason.Placeholder)]
    [InlineData("""["curl '{{ url }}'"]""", "/command/0", UndeterminedReason.Placeholder)]
    [InlineData("""["CMD", "curl", "${URL}", "${OTHER}"]""", "/command/2", UndeterminedReason.Placeholder)]
    [InlineData("""["CMD", {}]""", "/command/1", UndeterminedReason.WrongType)]
    [InlineData("""["CMD", "HIDDEN_DUE_TO_SECURITY_REASONS"]""", "/command/1", UndeterminedReason.Redacted)]
    [InlineData("\"${COMMAND}\"", "/command", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_word_is_hidden(string command, string path, UndeterminedReason reason) =>
        AssertUndetermined(Task(command), ("/containerDefinitions/0/healthCheck" + path, reason));

    [Fact]
    public void There_is_no_fix_that_would_repeat_a_credential()
    {
        var violation = Assert.Single(Judge(Task("""["CMD", "curl -f http://web:Xk29dkq81Lz@localhost/"]""")).Violations);
        Assert.Equal($"The health check of container 'app' is not run as written: {WholeLine}.", violation.Message);
        Assert.Equal([], violation.Fix);
    }

    [Fact]
    public void There_is_no_fix_that_might_hold_another_fault()
    {
        var violation = Assert.Single(Judge(Task("""["curl", "-f", "${URL}"]""")).Violations);
        Assert.Equal($"The health check of container 'app' is not run as written: {Keyword}.", violation.Message);
        Assert.Equal([], violation.Fix);
    }

    [Fact]
    public void A_fault_beside_a_hidden_word_is_reported() =>
        AssertViolated(
            Task("""["CMD", "curl", "${URL}", "||", "exit", "1"]"""),
            ("/containerDefinitions/0/healthCheck/command", "The health check of container 'app' is not run as written: CMD runs without a shell, and `||` means nothing there: use CMD-SHELL."));

    [Fact]
    public void Cannot_tell_where_the_check_is_hidden()
    {
        AssertUndetermined("""{ "containerDefinitions": [{ "healthCheck": "${H}" }] }""", ("/containerDefinitions/0/healthCheck", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string Task(string command) => $$"""{ "containerDefinitions": [{ "name": "app", "healthCheck": { "command": {{command}} } }] }""";
}
