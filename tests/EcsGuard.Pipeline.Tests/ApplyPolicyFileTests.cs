using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Tests.PolicyFiles;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests;

/// <summary>What becomes of recorded findings when another policy file is in force, without any event.</summary>
public sealed class ApplyPolicyFileTests
{
    private static readonly DateTimeOffset At = TestClock.Start;

    private static readonly PolicySelection Recommended = PolicySelection.OfSet(PolicySet.Recommended);

    [Fact]
    public async Task An_exemption_counts_from_then_on_and_its_end_is_told_once()
    {
        var definitions = Definitions();
        using var world = new World(definitions, Recommended);
        world.PolicyFile = TestPolicyFile.Read("");
        await world.RunAsync(Registered(7, Definition("a", "a"), At));
        var (told, described) = (world.Channel.Messages.Count, definitions.Described);

        world.PolicyFile = TestPolicyFile.Read("exemptions: [{ policy: privileged-container, reason: PLAT-1, owner: platform, expires: 2026-12-31 }]");
        await world.MinutesAsync(3);
        var exempt = await PrivilegedAsync(world);
        Assert.Equal((FindingState.Exempted, world.PolicyFile.Version, "PLAT-1", At), (exempt.State, exempt.Ruling!.PolicyFile, exempt.Ruling.Exemption!.Reason, exempt.FirstSeen));
        Assert.Equal(told, world.Channel.Messages.Count);

        world.PolicyFile = TestPolicyFile.Read("policies: { privileged-container: { severity: critical } }");
        await world.MinutesAsync(3);
        Assert.Equal((FindingState.Open, Severity.Critical, null), ((await PrivilegedAsync(world)).State, (await PrivilegedAsync(world)).Severity, (await PrivilegedAsync(world)).Ruling!.Exemption));
        var message = Assert.Single(world.Channel.Sent.Skip(told));
        Assert.Equal((1, 0, "critical"), (message.New, message.Fixed, message.Severity));
        Assert.Equal($"The policy file changed (version {world.PolicyFile.Version[..12]}). Registered 2026-03-01 12:00:00 UTC by arn:aws:sts::111122223333:assumed-role/Deploy/ci.", message.Origin);
        // All of that follows from the records.
        Assert.Equal(described, definitions.Described);
    }

    [Fact]
    public async Task A_policy_that_is_on_now_is_judged_and_told_and_one_that_is_off_is_resolved()
    {
        using var world = new World(Definitions(), Recommended);
        await world.RunAsync(Registered(7, Definition("a", "a"), At));
        var told = world.Channel.Messages.Count;

        world.PolicyFile = TestPolicyFile.Read("policies: { untagged-definition: { keys: [team] }, privileged-container: { enabled: false } }");
        await world.MinutesAsync(3);
        Assert.Equal(
            (FindingState.Resolved, FindingState.Open),
            ((await PrivilegedAsync(world)).State, (await FindAsync(world, "untagged-definition")).State));
        Assert.Equal(["untagged-definition"], world.Channel.Sent.Skip(told).SelectMany(message => message.Findings).Select(finding => finding.Policy));

        await world.MinutesAsync(10);
        Assert.Single(world.Channel.Sent.Skip(told));
        world.PolicyFile = TestPolicyFile.Read("");
        await world.MinutesAsync(3);
        Assert.Equal(
            (FindingState.Open, FindingState.Resolved),
            ((await PrivilegedAsync(world)).State, (await FindAsync(world, "untagged-definition")).State));
    }

    [Fact]
    public async Task Only_what_counts_is_told()
    {
        using var world = new World(Definitions(), Recommended);
        world.PolicyFile = TestPolicyFile.Read("policies: { privileged-container: { enforcement: observe } }");
        await world.RunAsync(Registered(6, Definition("a", "a"), At), Registered(7, Definition("a", "a"), At.AddHours(1)));
        var told = world.Channel.Messages.Count;
        world.PolicyFile = TestPolicyFile.Read("");
        await world.MinutesAsync(3);
        Assert.Equal([Arn(7).ToString()], world.Channel.Sent.Skip(told).Select(message => message.Resource));
    }

    [Fact]
    public async Task A_revision_that_ECS_does_not_give_any_more_is_ruled_by_what_is_recorded()
    {
        var definitions = Definitions();
        using var world = new World(definitions, Recommended);
        await world.RunAsync(Registered(7, Definition("a", "a"), At));
        definitions.Fault = new IOException("ECS is down.");
        world.PolicyFile = TestPolicyFile.Read("set: strict\npolicies: { privileged-container: { severity: low } }");
        await Assert.ThrowsAsync<AggregateException>(world.RunDueAsync);
        Assert.Equal(Severity.High, (await PrivilegedAsync(world)).Severity);

        using var gone = new World(new TestDefinitions(), Recommended);
        await gone.RunAsync(Registered(7, Definition("a", "a"), At));
        gone.PolicyFile = world.PolicyFile;
        await gone.RunDueAsync();
        Assert.Equal(Severity.Low, (await PrivilegedAsync(gone)).Severity);
    }

    [Fact]
    public async Task Of_many_families_a_hundred_a_minute_are_described()
    {
        var definitions = Definitions(families: 225);
        using var world = new World(definitions, Recommended);
        foreach (var number in Enumerable.Range(1, 225))
        {
            await world.ObserveAsync(Registered(7, Definition("a"), At, Service(number)));
        }

        world.PolicyFile = TestPolicyFile.Read("policies: { untagged-definition: { keys: [team] } }");
        foreach (var described in new[] { 325, 425, 450, 450 })
        {
            await world.RunDueAsync();
            Assert.Equal(described, definitions.Described);
        }

        Assert.Equal(Enumerable.Range(1, 225).Select(Service), world.Store.AllFindings().Where(finding => finding.Policy == "untagged-definition").Select(finding => finding.Family).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_that_is_busy_does_not_hold_up_the_others_and_another_run_knows_what_is_done()
    {
        using var world = new World(Definitions(families: 2), Recommended);
        await world.ObserveAsync(Registered(7, Definition("a", "a"), At, Service(1)));
        await world.ObserveAsync(Registered(7, Definition("a", "a"), At, Service(2)));
        world.PolicyFile = TestPolicyFile.Read("policies: { privileged-container: { severity: low } }");
        world.Clock.WaitsAreOver = true;
        await world.ClaimAsync(World.Web with { Family = Service(1) });
        var fault = await Assert.ThrowsAsync<AggregateException>(world.RunDueAsync);
        Assert.IsType<FamilyBusyException>(Assert.Single(fault.InnerExceptions));
        Assert.Equal(["high", "low"], world.Store.AllFindings().Where(finding => finding.Policy == "privileged-container").OrderBy(finding => finding.Family, StringComparer.Ordinal).Select(finding => finding.Severity.ToText()));
        await world.RunDueAsync();
    }

    [Fact]
    public async Task Without_a_file_nothing_changes()
    {
        using var world = new World(Definitions(), Recommended);
        await world.RunAsync(Registered(7, Definition("a", "a"), At));
        var before = world.Store.AllFindings().Select(finding => finding.ToString()).ToArray();
        await world.MinutesAsync(3);
        Assert.Equal(before, world.Store.AllFindings().Select(finding => finding.ToString()));
    }

    /// <summary>What ECS answers: revision 6 and 7 of web, or 7 of so many services.</summary>
    private static TestDefinitions Definitions(int families = 0)
    {
        var definitions = new TestDefinitions();
        foreach (var arn in Enumerable.Range(1, families).Select(number => Arn(7, Service(number))).Append(Arn(6)).Append(Arn(7)))
        {
            definitions.With(arn, $$"""{"taskDefinition":{"family":"{{arn.Family}}","containerDefinitions":{{Definition("a", "a")}} },"tags":[]}""");
        }

        return definitions;
    }

    private static Task<Finding> PrivilegedAsync(World world) => FindAsync(world, "privileged-container");

    private static async Task<Finding> FindAsync(World world, string policy)
    {
        var findings = await world.Store.OfRevisionAsync(World.Web, 7, TestContext.Current.CancellationToken).ToArrayAsync();
        return findings.Single(finding => finding.Policy == policy);
    }
}
