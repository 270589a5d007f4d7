using System.Globalization;
using EcsGuard.Aws.Tests;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Testing;

namespace EcsGuard.Functions.Tests.Scenario;

/// <summary>
/// Three months of one organisation, through the functions: registrations, fixes, duplicates, disorder, exemptions that end, policy files that change, a channel
/// that is down, a storm, tasks that fail, and the digest of every week. On the in-process adapters and on moto it ends in the same table, and the same messages
/// were sent.
/// </summary>
public sealed class ThreeMonthsTests(MotoServer moto)
{
    private const string Folder = "tests/EcsGuard.Functions.Tests/Scenario";

    private const string Begin = """
        version: 1
        teams:
          - name: payments
            match: { families: ["pay-*"] }
            notify:
              - sns: "arn:aws:sns:eu-west-1:111122223333:payments"
              - slackSecret: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-payments-AbCdEf"
                minSeverity: high
          - name: search
            match: { families: ["search-*"] }
            notify: [{ sns: "arn:aws:sns:eu-west-1:111122223333:search" }]
            tellFixed: true
        exemptions:
          - { policy: plaintext-secret, match: { families: [pay-legacy] }, reason: vendor image, owner: payments, expires: 2026-02-10 }
          - { policy: host-network, match: { families: [gone-*] }, reason: was removed, owner: platform@example.com, expires: 2026-12-31 }
        """;

    /// <summary>Tags are wanted in payments, a role for each purpose is what matters most, and the vendor's image has been forgotten.</summary>
    private const string Stricter = """
        version: 1
        policies: { shared-task-and-execution-role: { severity: critical } }
        scopes:
          - name: payments
            match: { families: ["pay-*"] }
            policies: { untagged-definition: { keys: [cost-center] } }
        teams:
          - name: payments
            match: { families: ["pay-*"] }
            notify: [{ sns: "arn:aws:sns:eu-west-1:111122223333:payments" }]
          - name: search
            match: { families: ["search-*"] }
            notify: [{ sns: "arn:aws:sns:eu-west-1:111122223333:search" }]
        """;

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task In_process()
    {
        using var store = new InProcessFindingStore();
        await PlayAsync(Adapters.InProcess(store), new(Start));
    }

    [Fact]
    public async Task On_moto()
    {
        var time = new FakeTime(Start);
        using var clients = moto.Clients();
        await PlayAsync(await Adapters.OnMotoAsync(clients, time), time);
    }

    private static async Task PlayAsync(Adapters adapters, FakeTime time)
    {
        var organisation = new Organisation(adapters, time);
        await JanuaryAsync(organisation);
        await FebruaryAsync(organisation);
        await MarchAsync(organisation);
        await organisation.UntilAsync("04-06 12:00");
        Golden.Assert($"{Folder}/messages.txt", string.Join('\n', organisation.Messages) + "\n");
        Golden.Assert($"{Folder}/table.txt", await organisation.TableAsync());
        Assert.Equal(AlarmsInTheOutage, organisation.Alarms);
    }

    private static async Task JanuaryAsync(Organisation organisation)
    {
        await organisation.PublishAsync(Begin);
        await organisation.UntilAsync("01-05 10:00");
        await organisation.RegisterAsync("pay-web", 5, "bsr");
        await organisation.RegisterAsync("pay-web", 5, "bsr");
        await organisation.MinutesAsync(3);
        await organisation.RegisterAsync("pay-web", 5, "bsr", "01-05 10:00");
        await organisation.UntilAsync("01-06 10:00");
        await organisation.RegisterAsync("pay-web", 6, "bsri");
        await organisation.MinutesAsync(3);

        // :8 fixes two of :7's three faults, and arrives before it; both come twice.
        await organisation.UntilAsync("01-08 10:05");
        await organisation.RegisterAsync("pay-web", 8, "r");
        await organisation.RegisterAsync("pay-web", 7, "bsr", "01-08 10:00");
        await organisation.RegisterAsync("pay-web", 8, "r", "01-08 10:05");
        await organisation.RegisterAsync("pay-web", 7, "bsr", "01-08 10:00");
        await organisation.MinutesAsync(3);

        // A pipeline registers every family of a team.
        await organisation.UntilAsync("01-13 14:00");
        for (var number = 1; number <= 25; number++)
        {
            await organisation.RegisterAsync(Search(number), 1, "b");
            if (number % 5 == 0)
            {
                await organisation.MinutesAsync(1);
            }
        }

        await organisation.MinutesAsync(8);
        await organisation.UntilAsync("01-14 09:00");
        await organisation.RegisterAsync(Search(3), 2, "");
        await organisation.MinutesAsync(3);

        await organisation.UntilAsync("01-15 09:00");
        await organisation.RegisterAsync("pay-legacy", 1, "s");
        await organisation.MinutesAsync(3);

        // Three tasks run out of memory, in disorder and more than once; a week of quiet resolves it, and then it is back.
        await organisation.UntilAsync("01-20 12:00");
        await organisation.StopAsync("pay-web", 8, 'c', "EssentialContainerExited", OutOfMemory, "01-20 11:50");
        await organisation.StopAsync("pay-web", 8, 'a', "EssentialContainerExited", OutOfMemory, "01-20 11:30");
        await organisation.StopAsync("pay-web", 8, 'a', "EssentialContainerExited", OutOfMemory, "01-20 11:30");
        await organisation.StopAsync("pay-web", 8, 'b', "EssentialContainerExited", OutOfMemory, "01-20 11:40");
        await organisation.StopAsync("search-01", 1, 'd', "SpotInterruption", onSpot: true);
        await organisation.MinutesAsync(3);
        await organisation.UntilAsync("01-30 16:00");
        await organisation.StopAsync("pay-web", 8, 'e', "EssentialContainerExited", OutOfMemory);
        await organisation.MinutesAsync(3);
    }

    private static async Task FebruaryAsync(Organisation organisation)
    {
        // The topic is down for two days.
        await organisation.UntilAsync("02-03 09:00");
        organisation.Down = "arn:aws:sns:eu-west-1:111122223333:payments";
        await organisation.RegisterAsync("pay-api", 1, "b");
        await organisation.MinutesAsync(20);
        await organisation.UntilAsync("02-05 09:00");
        organisation.Down = null;
        await organisation.MinutesAsync(16);

        // The exemption of the vendor's image ends with the tenth.
        await organisation.UntilAsync("02-16 10:00");
        await organisation.PublishAsync(Stricter);
        await organisation.MinutesAsync(4);
        await organisation.UntilAsync("02-20 10:00");
        await organisation.GrantAsync(new("untagged-definition", new() { Families = ["pay-api"] }, "until the template is changed", "payments", new(2026, 3, 11, 0, 0, 0, TimeSpan.Zero), Line: 0));
        await organisation.MinutesAsync(4);
    }

    private static async Task MarchAsync(Organisation organisation)
    {
        // :8 is taken away, and :7 counts again, with what :8 had fixed.
        await organisation.UntilAsync("03-02 10:00");
        await organisation.DeregisterAsync("pay-web", 8);
        await organisation.DeregisterAsync("pay-web", 8);
        await organisation.MinutesAsync(3);
        await organisation.UntilAsync("03-05 10:00");
        await organisation.RegisterAsync("pay-web", 9, "si");
        await organisation.MinutesAsync(3);

        // The stricter file was too much; the one before is in force again.
        await organisation.UntilAsync("03-12 10:00");
        await organisation.PublishAsync(Begin);
        await organisation.MinutesAsync(4);
        await organisation.UntilAsync("03-20 10:00");
        await organisation.RegisterAsync("misc", 1, "i");
        await organisation.MinutesAsync(3);
        await organisation.UntilAsync("03-30 10:00");
        await organisation.RegisterAsync("pay-web", 10, "");
        await organisation.MinutesAsync(3);
    }

    private const string OutOfMemory = "OutOfMemoryError: container killed due to memory usage";

    /// <summary>On the second morning the message had waited for a day.</summary>
    private const int AlarmsInTheOutage = 1;

    private static string Search(int number) => string.Create(CultureInfo.InvariantCulture, $"search-{number:D2}");
}
