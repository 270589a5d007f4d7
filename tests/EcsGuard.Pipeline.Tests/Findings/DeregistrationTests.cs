using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Pipeline.Tests.Support;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Tests.Findings;

/// <summary>Each brake that a finding has in itself, one at a time.</summary>
public sealed class DeregistrationTests
{
    private static readonly PolicyMetadata Policy = TestPolicies.Metadata("test");

    private static readonly PolicyFile File = new() { Version = "1" };

    private static readonly Finding Asking = SampleRecords.Change(SampleRecords.Web).Findings[0] with
    {
        State = FindingState.Open,
        Kind = PolicyKind.Posture,
        Ruling = new("1", null, EnforcementMode.Deregister, null),
    };

    [Fact]
    public void An_open_fault_of_a_definition_asks_where_the_file_says_so()
    {
        Assert.True(Deregistration.IsAskedFor(Asking, Policy, File));
        Assert.True(Deregistration.IsAskedFor(Asking with { Kind = PolicyKind.Preflight }, Policy, File));
    }

    [Theory]
    [InlineData(FindingState.Exempted)]
    [InlineData(FindingState.Resolved)]
    [InlineData(FindingState.Superseded)]
    [InlineData(FindingState.Removed)]
    public void One_that_is_not_open_does_not(FindingState state) => Assert.False(Deregistration.IsAskedFor(Asking with { State = state }, Policy, File));

    [Theory]
    [InlineData(EnforcementMode.Observe)]
    [InlineData(EnforcementMode.Notify)]
    public void Nor_does_one_in_another_mode(EnforcementMode mode) => Assert.False(Deregistration.IsAskedFor(Asking with { Ruling = Asking.Ruling! with { Enforcement = mode } }, Policy, File));

    [Fact]
    public void Nor_one_without_a_file() => Assert.False(Deregistration.IsAskedFor(Asking with { Ruling = null }, Policy, PolicyFile.None));

    [Fact]
    public void Nor_what_tasks_showed() => Assert.False(Deregistration.IsAskedFor(Asking with { Kind = PolicyKind.Runtime }, Policy, File));

    [Theory]
    [InlineData(Stage.Preview)]
    [InlineData(Stage.Deprecated)]
    public void Nor_one_of_a_policy_that_is_not_stable(Stage stage) => Assert.False(Deregistration.IsAskedFor(Asking, Policy with { Stage = stage }, File));

    [Fact]
    public void Nor_one_of_a_policy_that_nobody_knows() => Assert.False(Deregistration.IsAskedFor(Asking, null, File));

    [Fact]
    public void Nor_any_when_the_kill_switch_is_thrown() => Assert.False(Deregistration.IsAskedFor(Asking, Policy, File with { Enforcement = new() { Enabled = false } }));
}
