using Amazon.ECS.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Aws.Tests;

public sealed class EcsAccountSettingsTests(MotoServer moto)
{
    private const string Hub = "123456789012";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StubAnswer Blocking = StubAnswer.Json("""{"settings":[{"name":"defaultLogDriverMode","value":"blocking","principalArn":"arn:aws:iam::123456789012:role/EcsGuard","type":"user"}]}""");
    private static readonly StubAnswer NonBlocking = StubAnswer.Json("""{"settings":[{"name":"defaultLogDriverMode","value":"non-blocking"}]}""");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_what_holds_for_the_account()
    {
        using var stub = new StubAws(Blocking);
        using var aws = Clients(stub);

        Assert.Equal("blocking", await Settings(aws).DefaultLogDriverModeAsync(Hub, "eu-west-1", Cancelled));
        Assert.Equal("""{"name":"defaultLogDriverMode","effectiveSettings":true}""", Assert.Single(stub.Requests).Body);
    }

    [Fact]
    public async Task Asks_again_after_ten_minutes_and_for_each_region()
    {
        var time = new SetTime { Now = Now };
        using var stub = new StubAws(Blocking, NonBlocking, NonBlocking);
        using var aws = Clients(stub);
        var settings = Settings(aws, time);

        Assert.Equal("blocking", await settings.DefaultLogDriverModeAsync(Hub, "eu-west-1", Cancelled));
        Assert.Equal("non-blocking", await settings.DefaultLogDriverModeAsync(Hub, "us-east-1", Cancelled));
        time.Now = Now.AddMinutes(10).AddTicks(-1);
        Assert.Equal("blocking", await settings.DefaultLogDriverModeAsync(Hub, "eu-west-1", Cancelled));
        time.Now = Now.AddMinutes(10);
        Assert.Equal("non-blocking", await settings.DefaultLogDriverModeAsync(Hub, "eu-west-1", Cancelled));
        Assert.Equal(3, stub.Requests.Length);
    }

    [Fact]
    public async Task Knows_nothing_where_ECS_has_no_such_setting()
    {
        using var aws = moto.Clients();

        // Moto 5.2 is such an ECS.
        Assert.Null(await Settings(aws).DefaultLogDriverModeAsync(MotoServer.Account, MotoServer.Region, Cancelled));
    }

    [Fact]
    public async Task Knows_nothing_where_it_may_not_ask_and_does_not_insist()
    {
        using var stub = new StubAws(StubAnswer.JsonError(400, "AccessDeniedException", "not authorized to perform: ecs:ListAccountSettings"));
        using var aws = Clients(stub);
        var settings = Settings(aws);

        Assert.Null(await settings.DefaultLogDriverModeAsync(Hub, "eu-west-1", Cancelled));
        Assert.Null(await settings.DefaultLogDriverModeAsync(Hub, "eu-west-1", Cancelled));
        Assert.Null(await settings.DefaultLogDriverModeAsync("222233334444", "eu-west-1", Cancelled));
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task Knows_nothing_where_nothing_is_set()
    {
        using var stub = new StubAws(StubAnswer.Json("""{"settings":[]}"""));
        using var aws = Clients(stub);

        Assert.Null(await Settings(aws).DefaultLogDriverModeAsync(Hub, "eu-west-1", Cancelled));
    }

    [Fact]
    public async Task Does_not_take_a_failure_for_an_answer()
    {
        using var stub = new StubAws(StubAnswer.JsonError(500, "ServerException", "Try later"), Blocking);
        using var aws = Clients(stub);
        var settings = Settings(aws);

        await Assert.ThrowsAsync<ServerException>(() => settings.DefaultLogDriverModeAsync(Hub, "eu-west-1", Cancelled));
        Assert.Equal("blocking", await settings.DefaultLogDriverModeAsync(Hub, "eu-west-1", Cancelled));
    }

    private static EcsAccountSettings Settings(AwsClients aws, TimeProvider? time = null) => new(aws, time ?? new SetTime { Now = Now }, NullLogger<EcsAccountSettings>.Instance);

    private static AwsClients Clients(StubAws stub) => new(
        new AwsClientOptions { Account = Hub, Region = "eu-west-1", Credentials = new BasicAWSCredentials("test", "test"), Endpoint = stub.Url, MaxRetries = 0 });
}
