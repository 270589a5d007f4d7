using EcsGuard.Aws;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Testing;

[assembly: AssemblyFixture(typeof(EcsGuard.Cli.Tests.Commands.AwsFixture))]

namespace EcsGuard.Cli.Tests.Commands;

/// <summary>AWS for the commands that ask it, and credentials as a user's shell has them.</summary>
public sealed class AwsFixture : IAsyncLifetime
{
    private Moto? _moto;

    public Uri Url => _moto!.Url;

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        _moto = await Moto.StartAsync();
    }

    public ValueTask DisposeAsync()
    {
        _moto?.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Publishing against moto, through the command.</summary>
public sealed class PublishCommandTests(AwsFixture aws) : IAsyncLifetime
{
    private const string Recommended = "version: 1\n";
    private const string Strict = "version: 1\nset: strict\n";

    private readonly TemporaryFolder _folder = new();
    private readonly string _table = $"findings-{Guid.NewGuid():N}";
    private readonly DateTimeOffset _noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public async ValueTask InitializeAsync()
    {
        using var clients = new AwsClients(new() { Region = "eu-west-1", Endpoint = aws.Url });
        await FindingTable.CreateAsync(clients.DynamoDb, _table, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Files_are_published_listed_and_published_again()
    {
        Assert.Equal((0, "In force within a minute: publication 1, version 09bfcc6a14b8, 2026-03-01 12:00:00 UTC, by arn:aws:sts::123456789012:user/moto\n", ""), await RunAsync("publish", _folder.Write("a.yaml", Recommended)));
        Assert.Equal((0, "In force within a minute: publication 2, version 01b363abaae8, 2026-03-01 12:00:00 UTC, by arn:aws:sts::123456789012:user/moto\n", ""), await RunAsync("publish", _folder.Write("b.yaml", Strict)));
        Assert.Equal((0, "Already in force: publication 2, version 01b363abaae8, 2026-03-01 12:00:00 UTC, by arn:aws:sts::123456789012:user/moto\n", ""), await RunAsync("publish", _folder.PathTo("b.yaml")));
        Assert.Equal((0, "In force within a minute: publication 3, version 09bfcc6a14b8, 2026-03-01 12:00:00 UTC, by arn:aws:sts::123456789012:user/moto\n", ""), await RunAsync("publish", "--again", "09bfcc"));
        Assert.Equal(
            (0,
            """
            publication 3, version 09bfcc6a14b8, 2026-03-01 12:00:00 UTC, by arn:aws:sts::123456789012:user/moto
            publication 2, version 01b363abaae8, 2026-03-01 12:00:00 UTC, by arn:aws:sts::123456789012:user/moto
            publication 1, version 09bfcc6a14b8, 2026-03-01 12:00:00 UTC, by arn:aws:sts::123456789012:user/moto

            """,
            ""),
            await RunAsync("history"));
    }

    [Fact]
    public async Task A_file_with_errors_is_not_published()
    {
        var file = _folder.Write("a.yaml", "version: 1\nsett: strict\n");
        Assert.Equal(
            (2, "", $"error: {file}:2:1: There is no 'sett' in a policy file; it takes version, set, policies, sidecars, enforcement, notifications, scopes, teams, exemptions, mandatory, organizationalUnits. Did you mean 'set'?\nerror: {file} has errors, so nothing was done.\n"),
            await RunAsync("publish", file));
        Assert.Equal((0, "", ""), await RunAsync("history"));
    }

    [Theory]
    [InlineData("09bfc")]
    [InlineData("ffffff")]
    public async Task A_version_that_was_not_published_cannot_be_published_again(string version)
    {
        await RunAsync("publish", _folder.Write("a.yaml", Recommended));
        Assert.Equal(
            (2, "", $"error: --again: no file whose version begins with '{version}' was published; give 6 characters or more of one in `ecsguard policy-file history`.\n"),
            await RunAsync("publish", "--again", version));
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_a_failure_of_aws()
    {
        using var host = new TestHost { Now = _noon };
        Assert.Equal(3, await host.RunAsync("policy-file", "history", "--table", "nobody", "--region", "eu-west-1", "--endpoint-url", aws.Url.AbsoluteUri));
        Assert.Equal(("", "error: AWS (eu-west-1): there is no table 'nobody' in this account and region.\n"), (host.Output, host.Errors));
    }

    [Theory]
    [InlineData("localhost:5000")]
    [InlineData("moto")]
    public async Task An_endpoint_that_is_no_url_is_bad_usage(string url)
    {
        using var host = new TestHost();
        Assert.Equal(2, await host.RunAsync("policy-file", "history", "--table", "t", "--region", "eu-west-1", "--endpoint-url", url));
        Assert.Equal($"error: --endpoint-url: '{url}' is no URL; it looks like http://localhost:5000.\n", host.Errors);
    }

    [Fact]
    public async Task Whoever_says_neither_what_nor_where_is_told()
    {
        Assert.Equal((2, "", "error: Give a FILE, or --again with a version that was published before.\n"), await RunAsync("publish"));
        using var host = new TestHost();
        Assert.Equal(2, await host.RunAsync("policy-file", "history"));
        Assert.Equal("error: Which table? Give --table or set ECSGUARD_TABLE; the stack's output FindingsTable names it.\n", host.Errors);
        using var second = new TestHost { Variables = { ["ECSGUARD_TABLE"] = "t" } };
        Assert.Equal(2, await second.RunAsync("policy-file", "history"));
        Assert.Equal("error: Which region? Give --region or set AWS_REGION.\n", second.Errors);
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var host = new TestHost { Now = _noon, Variables = { ["ECSGUARD_TABLE"] = _table, ["AWS_REGION"] = "eu-west-1", ["AWS_ENDPOINT_URL"] = aws.Url.AbsoluteUri } };
        var exitCode = await host.RunAsync(["policy-file", .. args]);
        return (exitCode, host.Output, host.Errors);
    }
}
