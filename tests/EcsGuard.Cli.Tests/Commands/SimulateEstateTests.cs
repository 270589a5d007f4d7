using EcsGuard.Aws;
using EcsGuard.Aws.DynamoDB;

namespace EcsGuard.Cli.Tests.Commands;

/// <summary><c>policy-file simulate</c> on what is recorded, and what it opens <c>publish</c> for. Against moto, through the command.</summary>
public sealed class SimulateEstateTests(AwsFixture aws) : IAsyncLifetime
{
    private const string Old = "version: 1\n";
    private const string New = "version: 1\npolicies: { host-network: { severity: critical }, privileged-container: { enforcement: deregister } }\nteams: [{ name: payments, match: { tags: { team: payments } } }]\n";
    private const string Harmless = "version: 1\nset: recommended\n";

    private const string Me = "arn:aws:sts::123456789012:user/moto";
    private const string NoRoles = "Roles were not read (--read-roles), so nothing is said of what they allow.\n";

    private readonly TemporaryFolder _folder = new();
    private readonly DateTimeOffset _noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private RecordedEstate _estate = null!;

    public async ValueTask InitializeAsync() => _estate = await RecordedEstate.CreateAsync(aws.Url, _noon);

    public ValueTask DisposeAsync()
    {
        _estate.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_recorded_estate_is_judged_by_the_file_in_force_and_by_the_new_one()
    {
        await _estate.RegisterAsync("pay-web", Definition(privileged: true));
        await _estate.RegisterAsync("pay-api", Definition(privileged: false));
        await _estate.RegisterAsync("pay-gone", Definition(privileged: true));
        await _estate.DeregisterAsync("pay-gone:1");
        await _estate.RecordAsync("arn:aws:ecs:eu-west-1:123456789012:task-definition/pay-lost:4", "pay-lost", Definition(privileged: true));
        await _estate.RecordAsync("arn:aws:ecs:eu-west-1:444455556666:task-definition/pay-far:9", "pay-far", Definition(privileged: true));
        Assert.Equal(0, (await RunAsync("publish", _folder.Write("old.yaml", Old))).ExitCode);

        var (exitCode, output, errors) = await RunAsync("simulate", _folder.Write("new.yaml", New));
        Assert.Equal(
            (ExitCode.Findings,
            $"""
            Account 123456789012, team payments
              would be deregistered
                pay-web:1 (eu-west-1)  high  privileged-container  Container 'app' runs privileged. Delete privileged and add only the capabilities it needs.
              would change severity
                pay-api:1 (eu-west-1)  high -> critical  host-network  networkMode is host: the containers share the instance's network. Use awsvpc or bridge.
                pay-web:1 (eu-west-1)  high -> critical  host-network  networkMode is host: the containers share the instance's network. Use awsvpc or bridge.
              would change team
                pay-api:1 (eu-west-1)  unassigned -> payments
                pay-web:1 (eu-west-1)  unassigned -> payments

            2 revisions judged by new.yaml (version 70104153d8c9), compared with the one in force (version 09bfcc6a14b8).
            1 revision would be deregistered, unless in use by then.
            Findings: 2 would change severity.
            2 revisions would change team.
            3 could not be judged: standard error says which.
            {NoRoles}
            """),
            (exitCode, output));
        Assert.Equal(
            [
                "Recorded: version 70104153d8c9 was simulated.",
                "error: arn:aws:ecs:eu-west-1:123456789012:task-definition/pay-gone:1: It was deregistered, and that is not recorded.",
                "error: arn:aws:ecs:eu-west-1:123456789012:task-definition/pay-lost:4: ECS does not give it: not found.",
                "error: arn:aws:ecs:eu-west-1:444455556666:task-definition/pay-far:9: ECS does not give it: access denied.",
            ],
            errors.TrimEnd().Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_report_for_programs()
    {
        await _estate.RegisterAsync("json-web", Definition(privileged: true));
        await RunAsync("publish", _folder.Write("old.yaml", Old));
        var (exitCode, output, errors) = await RunAsync("simulate", _folder.Write("new.yaml", New), "--format", "json");
        Assert.Equal((ExitCode.Findings, "Recorded: version 70104153d8c9 was simulated.\n"), (exitCode, errors));
        Fixtures.AssertGolden("simulate-estate.json", output);
    }

    [Fact]
    public async Task A_file_that_deregisters_is_published_once_it_was_simulated()
    {
        await _estate.RegisterAsync("gate-web", Definition(privileged: true));
        var file = _folder.Write("new.yaml", New);
        var refused = (ExitCode.Unusable, "", $"error: new.yaml turns on `deregister`, and this very file (version 70104153d8c9) was not simulated on what is recorded. See first what it would deregister: `ecsguard policy-file simulate FILE --table {_estate.Table}`.\n");
        Assert.Equal(refused, await RunAsync("publish", file));

        // Neither a simulation of another file, nor one on files, is one of this file on what is recorded.
        await RunAsync("simulate", _folder.Write("other.yaml", New + "# Another text.\n"));
        await RunAsync("simulate", file, _folder.Write("td.json", $$"""{ "family": "web", {{Definition(privileged: true)}} }"""));
        Assert.Equal(refused, await RunAsync("publish", file));
        Assert.Equal((0, "", ""), await RunAsync("history"));

        Assert.Equal(ExitCode.Findings, (await RunAsync("simulate", file)).ExitCode);
        const string Simulated = $"Simulated 2026-03-01 12:00:00 UTC by {Me}, roles not read: revisions judged 1, that would be deregistered 1, that could not be judged 0.\n";
        Assert.Equal((0, $"{Simulated}In force within a minute: publication 1, version 70104153d8c9, 2026-03-01 12:00:00 UTC, by {Me}\n", ""), await RunAsync("publish", file));
        Assert.Equal((0, $"Already in force: publication 1, version 70104153d8c9, 2026-03-01 12:00:00 UTC, by {Me}\n", ""), await RunAsync("publish", file));

        // The record is kept: what was in force once can be so again.
        await RunAsync("publish", _folder.Write("old.yaml", Old));
        Assert.Equal((0, $"{Simulated}In force within a minute: publication 3, version 70104153d8c9, 2026-03-01 12:00:00 UTC, by {Me}\n", ""), await RunAsync("publish", "--again", "701041"));
    }

    [Fact]
    public async Task A_file_that_was_published_before_the_gate_is_not_published_again_unseen()
    {
        using var clients = new AwsClients(new() { Region = RecordedEstate.Region, Endpoint = aws.Url });
        var files = new DynamoDbPublishedPolicyFiles(clients.DynamoDb, _estate.Table);
        var version = EcsGuard.Pipeline.PolicyFiles.PolicyFileReader.VersionOf(System.Text.Encoding.UTF8.GetBytes(New));
        Assert.True(await files.TryPublishAsync(System.Text.Encoding.UTF8.GetBytes(New), new(1, version, _noon, Me), TestContext.Current.CancellationToken));
        await RunAsync("publish", _folder.Write("old.yaml", Old));
        var (exitCode, output, errors) = await RunAsync("publish", "--again", "701041");
        Assert.Equal((ExitCode.Unusable, ""), (exitCode, output));
        Assert.StartsWith($"error: {version} turns on `deregister`, and this very file (version 70104153d8c9) was not simulated", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_kill_switch_thrown_nothing_is_deregistered_and_no_simulation_is_asked_for()
    {
        await _estate.RegisterAsync("switch-web", Definition(privileged: true));
        var file = _folder.Write("new.yaml", "version: 1\nenforcement: { default: deregister, enabled: false }\n");
        Assert.Equal((0, $"In force within a minute: publication 1, version 0fc4712e8ec1, 2026-03-01 12:00:00 UTC, by {Me}\n", ""), await RunAsync("publish", file));
        Assert.Equal(
            (ExitCode.Clean, $"1 revision judged by new.yaml (version 0fc4712e8ec1), compared with the one in force (version 0fc4712e8ec1).\nNothing would change.\n{NoRoles}", "Recorded: version 0fc4712e8ec1 was simulated.\n"),
            await RunAsync("simulate", file));
    }

    [Fact]
    public async Task Where_nothing_is_recorded_or_in_force_nothing_changes()
    {
        Assert.Equal(
            (ExitCode.Clean, $"0 revisions judged by new.yaml (version f2b6434d6161), compared with no policy file, since none is in force.\nNothing would change.\n{NoRoles}", "Recorded: version f2b6434d6161 was simulated.\n"),
            await RunAsync("simulate", _folder.Write("new.yaml", Harmless)));
    }

    [Fact]
    public async Task Another_file_can_be_compared_with()
    {
        await _estate.RegisterAsync("against-web", Definition(privileged: false));
        await RunAsync("publish", _folder.Write("old.yaml", Old));
        var (exitCode, output, _) = await RunAsync("simulate", _folder.Write("new.yaml", Harmless), "--against", _folder.Write("was.yaml", "version: 1\npolicies: { host-network: { enforcement: observe } }\n"));
        Assert.Equal(
            (ExitCode.Findings,
            $"""
            Account 123456789012, team unassigned
              would change enforcement
                against-web:1 (eu-west-1)  observe -> notify  host-network  networkMode is host: the containers share the instance's network. Use awsvpc or bridge.

            1 revision judged by new.yaml (version f2b6434d6161), compared with was.yaml (version 6355e3ef4464).
            Findings: 1 would change enforcement.
            {NoRoles}
            """),
            (exitCode, output));
    }

    [Fact]
    public async Task Roles_are_read_where_that_is_asked_for()
    {
        await _estate.CreateAdministratorAsync("simulated-admin");
        await _estate.RegisterAsync("roles-web", $"\"taskRoleArn\": \"simulated-admin\", {Definition(privileged: false)}");
        var file = _folder.Write("new.yaml", "version: 1\npolicies: { administrator-task-role: { enforcement: deregister } }\n");
        Assert.Equal(ExitCode.Clean, (await RunAsync("simulate", file)).ExitCode);

        var (exitCode, output, errors) = await RunAsync("simulate", file, "--read-roles");
        Assert.Equal((ExitCode.Findings, "Recorded: version b8be23984489 was simulated.\n"), (exitCode, errors));
        Assert.StartsWith("Account 123456789012, team unassigned\n  would be deregistered\n    roles-web:1 (eu-west-1)  critical  administrator-task-role  ", output, StringComparison.Ordinal);
        Assert.EndsWith("\n1 revision would be deregistered, unless in use by then.\n", output, StringComparison.Ordinal);
        Assert.StartsWith($"Simulated 2026-03-01 12:00:00 UTC by {Me}, roles read: revisions judged 1, that would be deregistered 1,", (await RunAsync("publish", file)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_judged_that_is_no_simulation()
    {
        await _estate.RecordAsync("arn:aws:ecs:eu-west-1:444455556666:task-definition/far:9", "far", Definition(privileged: true));
        var file = _folder.Write("new.yaml", New);
        var (exitCode, output, errors) = await RunAsync("simulate", file);
        Assert.Equal(
            (ExitCode.AwsFailure,
            $"0 revisions judged by new.yaml (version 70104153d8c9), compared with no policy file, since none is in force.\nNothing would change.\n1 could not be judged: standard error says which.\n{NoRoles}",
            "error: arn:aws:ecs:eu-west-1:444455556666:task-definition/far:9: ECS does not give it: access denied.\nerror: Not one revision could be judged, so this counts as no simulation.\n"),
            (exitCode, output, errors));
        Assert.Equal(ExitCode.Unusable, (await RunAsync("publish", file)).ExitCode);
    }

    [Fact]
    public async Task Of_what_cannot_be_judged_the_first_hundred_are_named()
    {
        foreach (var number in Enumerable.Range(0, 102))
        {
            await _estate.RecordAsync($"arn:aws:ecs:eu-west-1:{444455556000 + number}:task-definition/far:1", "far", Definition(privileged: false));
        }

        var file = _folder.Write("new.yaml", Harmless);
        var lines = (await RunAsync("simulate", file)).Errors.TrimEnd().Split('\n');
        Assert.Equal(100, lines.Count(line => line.EndsWith(": ECS does not give it: access denied.", StringComparison.Ordinal)));
        Assert.Equal(["error: and 2 more; --all lists them", "error: Not one revision could be judged, so this counts as no simulation."], lines[100..]);

        lines = (await RunAsync("simulate", file, "--all")).Errors.TrimEnd().Split('\n');
        Assert.Equal(["error: Not one revision could be judged, so this counts as no simulation."], lines[102..]);
    }

    [Fact]
    public async Task A_file_in_force_that_cannot_be_used_is_not_passed_over()
    {
        using var clients = new AwsClients(new() { Region = RecordedEstate.Region, Endpoint = aws.Url });
        await new DynamoDbPublishedPolicyFiles(clients.DynamoDb, _estate.Table).TryPublishAsync("version: 2\n"u8.ToArray(), new(1, new string('2', 64), _noon, Me), TestContext.Current.CancellationToken);
        Assert.Equal(
            (ExitCode.Unusable, "", "error: This version of ecsguard cannot read the policy file in force (publication 1, version 222222222222). Use the version that published it.\n"),
            await RunAsync("simulate", _folder.Write("new.yaml", Harmless)));
        Assert.Equal(ExitCode.Clean, (await RunAsync("simulate", _folder.PathTo("new.yaml"), "--against", _folder.Write("old.yaml", Old))).ExitCode);
    }

    [Fact]
    public async Task What_was_granted_holds_beside_both_files()
    {
        await _estate.RegisterAsync("granted-web", Definition(privileged: false));
        using var host = _estate.Host(_noon);
        Assert.Equal(0, await host.RunAsync("exempt", "host-network", "--families", "granted-*", "--reason", "It routes, PLAT-1", "--owner", "net@example.com", "--expires", "2027-01-31"));
        var file = _folder.Write("new.yaml", "version: 1\npolicies: { host-network: { enforcement: deregister } }\n");
        Assert.Equal(ExitCode.Clean, (await RunAsync("simulate", file)).ExitCode);
        Assert.Equal(ExitCode.Clean, (await RunAsync("simulate", file, "--against", _folder.Write("old.yaml", Old))).ExitCode);

        var (_, output, _) = await RunAsync("simulate", _folder.Write("strict.yaml", "version: 1\nmandatory: [host-network]\n"));
        Assert.StartsWith(
            """
            Account 123456789012, team unassigned
              would not be exempt any more
                granted-web:1 (eu-west-1)  high  host-network  networkMode is host: the containers share the instance's network. Use awsvpc or bridge.

            """,
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_waits_at_a_terminal_sees_it_count()
    {
        await _estate.RegisterAsync("progress-a", Definition(privileged: false));
        await _estate.RegisterAsync("progress-b", Definition(privileged: false));
        using var host = _estate.Host(_noon, errorTerminal: true);
        Assert.Equal(ExitCode.Clean, await host.RunAsync("policy-file", "simulate", _folder.Write("new.yaml", Harmless)));
        Assert.Equal("\r1 families …\r2 families …\r            \rRecorded: version f2b6434d6161 was simulated.\n", host.Errors);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_a_failure_of_AWS()
    {
        using var host = _estate.Host(_noon);
        Assert.Equal(ExitCode.AwsFailure, await host.RunAsync("policy-file", "simulate", _folder.Write("new.yaml", Harmless), "--table", "nobody"));
        Assert.Equal(("", "error: AWS (eu-west-1): there is no table 'nobody' in this account and region.\n"), (host.Output, host.Errors));
    }

    private static string Definition(bool privileged) =>
        $$"""
        "networkMode": "host", "cpu": "256", "memory": "512", "tags": [{ "key": "team", "value": "payments" }],
        "containerDefinitions": [{ "name": "app", "image": "example/app:1", "user": "app", "memory": 256, "essential": true, "privileged": {{(privileged ? "true" : "false")}}, "logConfiguration": { "logDriver": "journald" } }]
        """;

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var host = _estate.Host(_noon);
        var exitCode = await host.RunAsync(["policy-file", .. args]);
        return (exitCode, _folder.Relative(host.Output), _folder.Relative(host.Errors));
    }
}
