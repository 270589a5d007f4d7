using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class InvalidWindowsFargateSizeTests : PolicyTests<InvalidWindowsFargateSize>
{
    private static string Windows(string members) =>
        $$"""{ "requiresCompatibilities": ["FARGATE"], "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, {{members}}, "containerDefinitions": [] }""";

    [Theory]
    [InlineData("1024")]
    [InlineData("2 vCPU")]
    [InlineData("4096")]
    public void Accepts_one_two_and_four_vcpu(string cpu) => AssertPassed(Windows($$""" "cpu": "{{cpu}}", "memory": "1" """));

    [Theory]
    [InlineData("512", "2048", "Windows on Fargate has 1024, 2048 or 4096 CPU units, not 512; the nearest above: 1024 with 2048 MiB, 2048 with 4096 MiB.")]
    [InlineData("3 vCPU", "20 GB", "Windows on Fargate has 1024, 2048 or 4096 CPU units, not 3072; the nearest above: 4096 with 20480 MiB.")]
    [InlineData("8192", "16384", "Windows on Fargate has 1024, 2048 or 4096 CPU units, not 8192; the largest is 4096 with 30720 MiB.")]
    [InlineData("256", "${MEMORY}", "Windows on Fargate has 1024, 2048 or 4096 CPU units, not 256; the nearest above: 1024 with 2048 MiB, 2048 with 4096 MiB.")]
    public void Reports_any_other_cpu(string cpu, string memory, string message) =>
        AssertViolated(Windows($$""" "cpu": "{{cpu}}", "memory": "{{memory}}" """), ("/cpu", message));

    [Theory]
    [InlineData("512", "1024", "1024", "2048")]
    [InlineData("256", "4 GB", "1024", "4 GB")]
    public void Takes_the_nearest_size_of_windows(string cpu, string memory, string fixedCpu, string fixedMemory) =>
        AssertFixed(Windows($$""" "cpu": "{{cpu}}", "memory": "{{memory}}" """), Windows($$""" "cpu": "{{fixedCpu}}", "memory": "{{fixedMemory}}" """));

    [Fact]
    public void A_memory_that_is_missing_is_left_to_its_own_policy() =>
        AssertFixed(Windows(""" "cpu": "512" """), Windows(""" "cpu": "1024" """));

    [Fact]
    public void Nothing_is_changed_that_would_be_over_the_budget()
    {
        Context = Context.With(SizeBudget.Owner, SizeBudget.MaxCpu, 512);
        Assert.Empty(Assert.Single(Judge(Windows(""" "cpu": "512" """)).Violations).Fix);
    }

    [Fact]
    public void A_memory_that_is_not_written_cannot_be_over_the_budget()
    {
        Context = Context.With(SizeBudget.Owner, SizeBudget.MaxMemory, 1024);
        AssertFixed(Windows(""" "cpu": "512" """), Windows(""" "cpu": "1024" """));
    }

    [Theory]
    [InlineData(""" "cpu": "8192", "memory": "16384" """)]
    [InlineData(""" "cpu": "512", "memory": "${MEMORY}" """)]
    public void Nothing_is_changed_where_no_size_is_sure_to_hold_both(string members) =>
        Assert.Empty(Assert.Single(Judge(Windows(members)).Violations).Fix);

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "cpu": "512", "memory": "1024", "containerDefinitions": [] }""")]
    [InlineData("""{ "requiresCompatibilities": ["EC2"], "cpu": "512", "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, "containerDefinitions": [] }""")]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "memory": "1024", "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, "containerDefinitions": [] }""")]
    public void Other_tasks_are_left_alone(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void Cannot_tell_while_the_cpu_is_hidden() =>
        AssertUndetermined(Windows(""" "cpu": "${CPU}", "memory": "1024" """), ("/cpu", UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_while_the_system_is_hidden() =>
        AssertUndetermined(
            """{ "requiresCompatibilities": ["FARGATE"], "cpu": "512", "memory": "1024", "runtimePlatform": { "operatingSystemFamily": "${OS}" }, "containerDefinitions": [] }""",
            ("/runtimePlatform/operatingSystemFamily", UndeterminedReason.Placeholder));
}
