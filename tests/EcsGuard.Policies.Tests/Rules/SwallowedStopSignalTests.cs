using System.Text.Json.Nodes;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class SwallowedStopSignalTests : PolicyTests<SwallowedStopSignal>
{
    private const string Pipeline = "waits for the pipeline (or negated or timed command) at its end and keeps the signal from it";
    private const string Background = "ends while its last command still runs in the background: keep that one in the foreground, with `exec`";
    private const string Compound = "stays for the compound command at its end and keeps the signal from what runs in it";
    private const string Loop = "stays for the loop at its end and keeps the signal from what runs in it";
    private const string Function = "stays for the function `f` and keeps the signal from what runs in it";
    private const string Unfinished = "has commands left to run after the program and keeps the signal from it: end the script with `exec` and the program";
    private const string Wait = "stays for `wait` and keeps the signal from what it started: set a trap for TERM that passes it on";
    private const string Manager = "runs the script in a shell, which keeps the signal from the program: start the program itself";
    private const string Stays = "stays and keeps the signal from `app`: start it with `exec`";

    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("null", "null")]
    public void Says_nothing_where_the_image_decides(string entryPoint, string command) => AssertNotApplicable(Task(entryPoint, command));

    [Theory]
    [InlineData("""["java", "-jar", "app.jar"]""", "null")]
    [InlineData("""["java"]""", """["sh", "-c", "app"]""")]
    [InlineData("null", """["--config=/etc/x.yaml"]""")]
    [InlineData("""["/entrypoint.sh"]""", """["app"]""")]
    [InlineData("""["sh"]""", "null")]
    [InlineData("""["sh", "-c"]""", "null")]
    [InlineData("""["sh", "start.sh", "-c", "app"]""", "null")]
    [InlineData("""["sh", "--", "-c", "app"]""", "null")]
    [InlineData("""["sh", "-", "-c", "app"]""", "null")]
    [InlineData("""["sh", "+c", "app"]""", "null")]
    [InlineData("""["bash", "--norc", "app"]""", "null")]
    [InlineData("""["bash", "--rcfile", "-c", "app"]""", "null")]
    [InlineData("""["zsh", "-c", "app"]""", "null")]
    [InlineData("""["dumb-init", "--", "sh", "-c", "app"]""", "null")]
    [InlineData("""["tini", "-g", "--", "sh", "-c", "app"]""", "null")]
    [InlineData("""["tini", "-vg", "sh", "-c", "app"]""", "null")]
    [InlineData("""["tini", "--", "app"]""", "null")]
    [InlineData("""["tini", "-v"]""", "null")]
    [InlineData("""["env", "A=1"]""", "null")]
    [InlineData("""["busybox", "httpd"]""", "null")]
    [InlineData("""["busybox"]""", "null")]
    [InlineData("""["npm"]""", "null")]
    [InlineData("""["npm", "ci"]""", "null")]
    [InlineData("""["npm", "--version"]""", "null")]
    [InlineData("""["npm", "whoami"]""", "null")]
    [InlineData("""["yarn"]""", "null")]
    [InlineData("""["yarn", "--frozen-lockfile", "install"]""", "null")]
    [InlineData("""["pnpm", "install"]""", "null")]
    [InlineData("""["node", "server.js"]""", "null")]
    public void Accepts_a_program_that_is_not_known_to_keep_the_signal(string entryPoint, string command) => AssertPassed(Task(entryPoint, command));

    [Theory]
    [InlineData("exec app")]
    [InlineData("exec app > /log 2>&1")]
    [InlineData("cd /x && exec app")]
    [InlineData("a; b; exec app")]
    [InlineData("set -e\nmigrate\nexec app --port \"$PORT\"\n")]
    [InlineData("X=1 exec app")]
    [InlineData("exec -a name app")]
    [InlineData("exec -c app")]
    [InlineData("exec app; echo never")]
    [InlineData("exec app; other")]
    [InlineData("exec -c")]
    [InlineData("exec ${APP}")]
    [InlineData("[ -f x ] && exec a || exec b")]
    [InlineData("[ -f x ] && exec a || exit 1")]
    [InlineData("if x; then exec a; else exec b; fi")]
    [InlineData("case $1 in a) exec a;; *) exec b;; esac")]
    [InlineData("f() { exec app; }; f")]
    [InlineData("f()\n{\n  exec app\n}\nf")]
    [InlineData("app & trap 'kill $!' TERM; wait")]
    [InlineData("trap stop INT TERM; app & wait")]
    [InlineData("trap stop SIGTERM; app")]
    [InlineData("trap stop 15; app")]
    [InlineData("trap stop term; app")]
    [InlineData("echo hello world")]
    [InlineData("echo a && cp x y; exit 0")]
    [InlineData("/bin/echo x | cat")]
    [InlineData("for f in *; do cp $f /x; done")]
    [InlineData("nvidia-smi")]
    [InlineData(". /run.sh")]
    [InlineData("source /run.sh")]
    [InlineData("eval app")]
    [InlineData("command app")]
    [InlineData("f() { app; }")]
    [InlineData("app 'unfinished")]
    [InlineData("")]
    [InlineData("# nothing")]
    [InlineData("A=1")]
    [InlineData("exec bash -c 'exec app'")]
    [InlineData("exec java -jar ${JAR}")]
    public void Accepts_scripts_of_sh_that_let_it_through(string script) => AssertPassed(Shell("sh", script));

    [Theory]
    [InlineData("app", "exec app", Stays)]
    [InlineData("/usr/bin/app", "exec /usr/bin/app", Stays)]
    [InlineData("app\n", "exec app\n", Stays)]
    [InlineData("app # comment", "exec app # comment", Stays)]
    [InlineData("app;", "exec app;", Stays)]
    [InlineData("cd /x && app --port ${PORT} $ARGS", "cd /x && exec app --port ${PORT} $ARGS", Stays)]
    [InlineData("migrate; app", "migrate; exec app", Stays)]
    [InlineData("migrate\napp", "migrate\nexec app", Stays)]
    [InlineData("sleep 5 & app", "sleep 5 & exec app", Stays)]
    [InlineData("app >> /log 2>&1", "exec app >> /log 2>&1", Stays)]
    [InlineData(">/log app", ">/log exec app", Stays)]
    [InlineData("A=1 B='2' app", "A=1 B='2' exec app", Stays)]
    [InlineData("echo 'exec x' && app", "echo 'exec x' && exec app", Stays)]
    [InlineData("exec >/log; app", "exec >/log; exec app", Stays)]
    [InlineData("x && exec y; app", "x && exec y; exec app", Stays)]
    [InlineData("$CMD", "exec $CMD", "stays and keeps the signal from the program: start it with `exec`")]
    [InlineData("app --url postgres://web:Xk29dkq81Lz@db/web", null, Stays)]
    [InlineData("trap '' TERM; app", null, Stays)]
    [InlineData("trap cleanup EXIT; app", null, Stays)]
    [InlineData("trap cleanup; app", null, Stays)]
    [InlineData("trap stop TERM | cat; app", null, Stays)]
    [InlineData("trap stop TERM & app", null, Stays)]
    [InlineData("nginx; tail -f /dev/null", null, "stays and keeps the signal from `tail`: start it with `exec`")]
    [InlineData("sleep 3600", null, "stays and keeps the signal from `sleep`: start it with `exec`")]
    [InlineData("app | tee /log", null, Pipeline)]
    [InlineData("exec app | tee /log", null, Pipeline)]
    [InlineData("! app", null, Pipeline)]
    [InlineData("app &", null, Background)]
    [InlineData("exec app &", null, Background)]
    [InlineData("app & wait", null, Wait)]
    [InlineData("(app)", null, Compound)]
    [InlineData("(exec app)", null, Compound)]
    [InlineData("{ app; }", null, Compound)]
    [InlineData("if x; then app; fi", null, Compound)]
    [InlineData("while true; do app; done", null, Loop)]
    [InlineData("while true; do if x; then app; fi done", null, Loop)]
    [InlineData("f() { app; }; f", null, Function)]
    [InlineData("app || true", null, Unfinished)]
    [InlineData("app; echo $?", null, Unfinished)]
    [InlineData("app && exit 0", null, Unfinished)]
    [InlineData("app; A=1", null, Unfinished)]
    [InlineData("npm start", null, $"runs `npm`, which {Manager}")]
    [InlineData("cd /x && exec npm run start", null, $"runs `npm`, which {Manager}")]
    [InlineData("exec -l npm start", null, $"runs `npm`, which {Manager}")]
    [InlineData("bash -c 'app | cat'", null, $"runs `bash`, which {Pipeline}")]
    [InlineData("exec -a x sh -c 'app'", null, $"runs `sh`, which {Stays}")]
    public void Reports_scripts_of_sh_that_keep_it(string script, string? repaired, string why)
    {
        AssertLost(Shell("sh", script), "/containerDefinitions/0/command/0", "sh", why, repaired);
        AssertLost(Shell("/bin/dash", script), "/containerDefinitions/0/command/0", "dash", why, repaired);
    }

    [Theory]
    [InlineData("app")]
    [InlineData("app\n")]
    [InlineData("migrate && app")]
    [InlineData("migrate; app")]
    [InlineData("A=1 app")]
    [InlineData("app # x")]
    [InlineData("sleep 3600")]
    public void Bash_replaces_itself_by_a_last_simple_command(string script) => AssertPassed(Shell("/bin/bash", script));

    [Theory]
    [InlineData("app > /log", "exec app > /log", Stays)]
    [InlineData("migrate && app 2>&1", "migrate && exec app 2>&1", Stays)]
    [InlineData("trap cleanup EXIT; app", null, Stays)]
    [InlineData("app | tee /log", null, Pipeline)]
    [InlineData("app &", null, Background)]
    [InlineData("app & wait", null, Wait)]
    [InlineData("(app)", null, Compound)]
    [InlineData("for x in 1; do app; done", null, Loop)]
    [InlineData("app || true", null, Unfinished)]
    [InlineData("yarn start", null, $"runs `yarn`, which {Manager}")]
    [InlineData("sh -c 'app'", null, $"runs `sh`, which {Stays}")]
    public void Reports_scripts_of_bash_that_keep_it(string script, string? repaired, string why) =>
        AssertLost(Shell("/bin/bash", script), "/containerDefinitions/0/command/0", "bash", why, repaired);

    [Theory]
    [InlineData("app")]
    [InlineData("app > /log")]
    [InlineData("migrate; app")]
    [InlineData("(app)")]
    [InlineData("{ app; }")]
    [InlineData("if x; then app; fi")]
    [InlineData("npm start")]
    public void Alpines_shell_replaces_itself_by_most_last_commands(string script)
    {
        AssertPassed(Shell("sh", script, "node:22-alpine"));
        AssertPassed(Shell("sh", script, "example.com/team/Alpine-base/app:1"));
        AssertPassed(Shell("sh", script, "busybox"));
    }

    [Theory]
    [InlineData("app\n", "exec app\n", Stays)]
    [InlineData("trap cleanup EXIT; app", null, Stays)]
    [InlineData("app | tee /log", null, Pipeline)]
    [InlineData("app & wait", null, Wait)]
    [InlineData("while true; do app; done", null, Loop)]
    [InlineData("app; echo done", null, Unfinished)]
    public void Reports_scripts_of_alpines_shell_that_keep_it(string script, string? repaired, string why) =>
        AssertLost(Shell("sh", script, "alpine:3.22"), "/containerDefinitions/0/command/0", "sh", why, repaired);

    [Fact]
    public void Ash_and_busybox_are_alpines_shell_whatever_the_image()
    {
        AssertPassed(Shell("ash", "app"));
        AssertPassed(Task("""["busybox", "sh", "-c"]""", """["app"]"""));
        AssertPassed(Task("""["busybox", "ash", "-c"]""", """["app"]"""));
        AssertLost(Shell("ash", "app & wait"), "/containerDefinitions/0/command/0", "ash", Wait, null);
        AssertLost(Task("""["busybox", "sh", "-c"]""", """["app & wait"]"""), "/containerDefinitions/0/command/0", "sh", Wait, null);
        AssertPassed(Shell("ash", "npm start"));
        AssertPassed(Task("""["busybox", "sh", "-c"]""", """["npm start"]"""));
    }

    [Fact]
    public void Bash_and_dash_stay_what_they_are_in_an_alpine_image()
    {
        AssertLost(Shell("bash", "app > /log", "alpine"), "/containerDefinitions/0/command/0", "bash", Stays, "exec app > /log");
        AssertLost(Shell("dash", "app", "alpine"), "/containerDefinitions/0/command/0", "dash", Stays, "exec app");
    }

    [Theory]
    [InlineData("""["npm", "start"]""", "npm")]
    [InlineData("""["npm", "--prefix", "/app", "run", "start"]""", "npm")]
    [InlineData("""["npm", "run-script", "start"]""", "npm")]
    [InlineData("""["npm", "exec", "next"]""", "npm")]
    [InlineData("""["npm", "x", "next"]""", "npm")]
    [InlineData("""["npm", "restart"]""", "npm")]
    [InlineData("""["npm", "start", "${ARGUMENTS}"]""", "npm")]
    [InlineData("""["/usr/bin/yarn", "--silent", "serve"]""", "yarn")]
    [InlineData("""["pnpm", "dev"]""", "pnpm")]
    public void Reports_package_managers(string command, string name)
    {
        AssertLost(Task("null", command), "/containerDefinitions/0/command/0", name, Manager, null);
        AssertPassed(Task("null", command, "node:22-alpine"));
    }

    [Theory]
    [InlineData("""["sh", "-c", "app"]""", "null", "entryPoint/2", "sh")]
    [InlineData("""["sh", "-c", "app", "--", "x"]""", "null", "entryPoint/2", "sh")]
    [InlineData("null", """["/bin/sh", "-ec", "app"]""", "command/2", "sh")]
    [InlineData("null", """["sh", "-e", "-c", "app"]""", "command/3", "sh")]
    [InlineData("null", """["sh", "-c", "-e", "app"]""", "command/3", "sh")]
    [InlineData("null", """["sh", "-c", "-ec", "app"]""", "command/3", "sh")]
    [InlineData("null", """["sh", "-c", "--", "app"]""", "command/3", "sh")]
    [InlineData("null", """["sh", "-o", "pipefail", "-c", "app"]""", "command/4", "sh")]
    [InlineData("null", """["sh", "-euo", "pipefail", "-c", "app"]""", "command/4", "sh")]
    [InlineData("null", """["bash", "--login", "-O", "extglob", "--init-file", "x", "-c", "app >x"]""", "command/7", "bash")]
    [InlineData("[]", """["env", "A=1", "-i", "sh", "-c", "app"]""", "command/5", "sh")]
    [InlineData("""["/sbin/tini", "-v", "-p", "SIGTERM", "-e", "143", "--", "sh"]""", """["-c", "app"]""", "command/1", "sh")]
    [InlineData("""["docker-init", "--"]""", """["sh", "-c", "app"]""", "command/2", "sh")]
    [InlineData("""["tini-static", "--"]""", """["sh", "-c", "app"]""", "command/2", "sh")]
    [InlineData("""["gosu", "nobody"]""", """["sh", "-c", "app"]""", "command/2", "sh")]
    [InlineData("""["su-exec", "nobody"]""", """["sh", "-c", "app"]""", "command/2", "sh")]
    public void Finds_the_script_where_the_shell_does(string entryPoint, string command, string path, string shell)
    {
        var outcome = Judge(Task(entryPoint, command));
        Assert.Equal([($"/containerDefinitions/0/{path}", $"Container 'app': process 1, `{shell}`, {Stays}.")], outcome.Violations.Select(violation => (violation.Path, violation.Message)));
    }

    [Fact]
    public void An_init_process_does_not_help_a_shell() =>
        AssertLost(
            """{ "containerDefinitions": [{ "name": "app", "image": "debian", "command": ["sh", "-c", "app"], "linuxParameters": { "initProcessEnabled": true } }] }""",
            "/containerDefinitions/0/command/2",
            "sh",
            Stays,
            "exec app");

    [Fact]
    public void Judges_each_container_but_those_that_others_wait_for() =>
        AssertViolated(
            """
            {
              "containerDefinitions": [
                { "name": "prepare", "image": "debian", "command": ["sh", "-c", "one"] },
                { "name": "app", "image": "debian", "command": ["sh", "-c", "two"], "dependsOn": [{ "containerName": "prepare", "condition": "SUCCESS" }, { "containerName": "check", "condition": "COMPLETE" }] },
                { "name": "check", "image": "debian", "command": ["sh", "-c", "three"] },
                { "name": "worker", "image": "debian", "command": ["npm", "start"], "dependsOn": [{ "containerName": "app", "condition": "START" }] }
              ]
            }
            """,
            ("/containerDefinitions/1/command/2", "Container 'app': process 1, `sh`, stays and keeps the signal from `two`: start it with `exec`."),
            ("/containerDefinitions/3/command/0", $"Container 'worker': process 1, `npm`, {Manager}."));

    [Fact]
    public void Says_nothing_about_windows()
    {
        AssertNotApplicable("""{ "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, "containerDefinitions": [{ "name": "a", "command": ["npm", "start"] }] }""");
        AssertUndetermined(
            """{ "runtimePlatform": { "operatingSystemFamily": "${OS}" }, "containerDefinitions": [{ "name": "a", "command": ["npm", "start"] }] }""",
            ("/runtimePlatform/operatingSystemFamily", UndeterminedReason.Placeholder));
        AssertViolated(
            """[{ "name": "app", "command": ["sh", "-c", "app"] }]""",
            ("/containerDefinitions/0/command/2", $"Container 'app': process 1, `sh`, {Stays}."));
        AssertPassed("""{ "runtimePlatform": { "operatingSystemFamily": "${OS}" }, "containerDefinitions": [{ "name": "a", "command": ["node", "x.js"] }] }""");
    }

    [Theory]
    [InlineData("""["${COMMAND}"]""", "/command/0", UndeterminedReason.Placeholder)]
    [InlineData("""["sh", [], "x"]""", "/command/1", UndeterminedReason.WrongType)]
    [InlineData("""["sh", "-c", "{{ script }}"]""", "/command/2", UndeterminedReason.Placeholder)]
    [InlineData("""["sh", "-c", "${SCRIPT}"]""", "/command/2", UndeterminedReason.Placeholder)]
    [InlineData("""["sh", "-c", "cd /x && ${START}"]""", "/command/2", UndeterminedReason.Placeholder)]
    [InlineData("""["sh", "-c", "app <X> y"]""", "/command/2", UndeterminedReason.Placeholder)]
    [InlineData("""["sh", "-c", "app {{ x }} $ ${y}"]""", "/command/2", UndeterminedReason.Placeholder)]
    [InlineData("""["sh", "-c", "HIDDEN_DUE_TO_SECURITY_REASONS"]""", "/command/2", UndeterminedReason.Redacted)]
    [InlineData("""["sh", "-c", {}]""", "/command/2", UndeterminedReason.WrongType)]
    [InlineData("""["npm", {}]""", "/command/1", UndeterminedReason.WrongType)]
    [InlineData("""["npm", "--silent", {}]""", "/command/2", UndeterminedReason.WrongType)]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"", "/command", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_what_decides_is_hidden(string command, string path, UndeterminedReason reason) =>
        AssertUndetermined(Task("null", command), ("/containerDefinitions/0" + path, reason));

    [Fact]
    public void What_does_not_decide_may_be_hidden()
    {
        AssertPassed(Task("""["java"]""", "\"HIDDEN_DUE_TO_SECURITY_REASONS\""));
        AssertPassed(Task("null", """["java", "-jar", "${JAR}"]"""));
        AssertPassed(Task("null", """["gosu", "${USER}", "app"]"""));
        AssertLost(Shell("sh", "app ${ARGUMENTS}"), "/containerDefinitions/0/command/0", "sh", Stays, "exec app ${ARGUMENTS}");
        AssertLost(Shell("sh", "app '<X>' \"{{ y }}\""), "/containerDefinitions/0/command/0", "sh", Stays, "exec app '<X>' \"{{ y }}\"");
        AssertUndetermined(Task("""["sh", "-c"]""", "\"HIDDEN_DUE_TO_SECURITY_REASONS\""), ("/containerDefinitions/0/command", UndeterminedReason.Redacted));
        AssertUndetermined("""{ "containerDefinitions": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", ("/containerDefinitions", UndeterminedReason.Redacted));
    }

    private void AssertLost(string definition, string path, string process, string why, string? repaired)
    {
        var outcome = Judge(definition);
        var message = $"Container 'app': process 1, `{process}`, {why}.";
        Assert.Equal([(path, "app", message)], outcome.Violations.Select(violation => (violation.Path, violation.Container, violation.Message)));
        Assert.Equal(repaired is null ? [] : [PatchOperation.Replace(path, repaired)], outcome.Violations[0].Fix);
        if (repaired is not null)
        {
            Assert.Equal(Result.Passed, Judge(JsonPatch.Apply(definition, outcome.Violations[0].Fix)).Result);
        }
    }

    private static string Shell(string shell, string script, string image = "debian:12") =>
        Task($"""["{shell}", "-c"]""", $"[{JsonValue.Create(script).ToJsonString()}]", image);

    private static string Task(string entryPoint, string command, string image = "debian:12") =>
        $$"""{ "containerDefinitions": [{ "name": "app", "image": "{{image}}", "entryPoint": {{entryPoint}}, "command": {{command}} }] }""";
}
