using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class InvalidFargateSizeTests : PolicyTests<InvalidFargateSize>
{
    private static string Fargate(string members) => $$"""{ "requiresCompatibilities": ["FARGATE"], {{members}}, "containerDefinitions": [] }""";

    private const string Windows = """ "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }""";

    [Theory]
    [InlineData("256", "512")]
    [InlineData("1024", "8192")]
    [InlineData("1 vCPU", "2 GB")]
    [InlineData(".5 vcpu", "1GB")]
    [InlineData("0.25 vCPU", ".5 gb")]
    [InlineData("8 vCPU", "60 GB")]
    [InlineData("32768", "249856")]
    [InlineData("32 vCPU", "60 GB")]
    public void Accepts_the_sizes_of_the_table_in_any_unit(string cpu, string memory) =>
        AssertPassed(Fargate($$""" "cpu": "{{cpu}}", "memory": "{{memory}}" """));

    [Fact]
    public void Accepts_numbers() => AssertPassed(Fargate(""" "cpu": 256, "memory": 512 """));

    [Theory]
    [InlineData("256", "511", "/memory", "Fargate has no size with 256 CPU units and 511 MiB; the nearest above: 256 with 512 MiB, 512 with 1024 MiB.")]
    [InlineData("256", "4096", "/memory", "Fargate has no size with 256 CPU units and 4096 MiB; the nearest above: 512 with 4096 MiB, 1024 with 4096 MiB.")]
    [InlineData("300", "512", "/cpu", "Fargate has no size with 300 CPU units and 512 MiB; the nearest above: 512 with 1024 MiB, 1024 with 2048 MiB.")]
    [InlineData("8 vCPU", "17 GB", "/memory", "Fargate has no size with 8192 CPU units and 17408 MiB; the nearest above: 8192 with 20480 MiB, 16384 with 32768 MiB.")]
    [InlineData("16384", "36864", "/memory", "Fargate has no size with 16384 CPU units and 36864 MiB; the nearest above: 16384 with 40960 MiB, 32768 with 61440 MiB.")]
    [InlineData("32768", "131072", "/memory", "Fargate has no size with 32768 CPU units and 131072 MiB; the nearest above: 32768 with 249856 MiB.")]
    [InlineData("32768", "262144", "/memory", "Fargate has no size with 32768 CPU units and 262144 MiB; the largest is 32768 with 249856 MiB.")]
    [InlineData("65536", "512", "/cpu", "Fargate has no size with 65536 CPU units and 512 MiB; the largest is 32768 with 249856 MiB.")]
    public void Reports_a_pair_that_is_not_in_the_table(string cpu, string memory, string path, string message) =>
        AssertViolated(Fargate($$""" "cpu": "{{cpu}}", "memory": "{{memory}}" """), (path, message));

    [Theory]
    [InlineData("256", "4096", "512", "4096")]
    [InlineData("256", "300", "256", "512")]
    [InlineData("300", "1024", "512", "1024")]
    [InlineData("3 vCPU", "4 GB", "4096", "8192")]
    public void Takes_the_nearest_pair_that_holds_both(string cpu, string memory, string fixedCpu, string fixedMemory) =>
        AssertFixed(Fargate($$""" "cpu": "{{cpu}}", "memory": "{{memory}}" """), Fargate($$""" "cpu": "{{fixedCpu}}", "memory": "{{fixedMemory}}" """));

    [Fact]
    public void A_value_that_fits_is_left_as_it_is_written() =>
        AssertFixed(Fargate(""" "cpu": "1 vCPU", "memory": "1 GB" """), Fargate(""" "cpu": "1 vCPU", "memory": "2048" """));

    [Theory]
    [InlineData("300", "512", 512, 0)]
    [InlineData("1024", "512", 0, 1024)]
    public void Nothing_is_changed_that_would_be_over_the_budget(string cpu, string memory, int maxCpu, int maxMemory)
    {
        var definition = Fargate($$""" "cpu": "{{cpu}}", "memory": "{{memory}}" """);
        Assert.NotEmpty(Assert.Single(Judge(definition).Violations).Fix);
        Context = Context.With(SizeBudget.Owner, SizeBudget.MaxCpu, maxCpu == 0 ? 0 : maxCpu - 1).With(SizeBudget.Owner, SizeBudget.MaxMemory, maxMemory);
        Assert.Empty(Assert.Single(Judge(definition).Violations).Fix);
    }

    [Fact]
    public void The_budget_itself_is_not_over_the_budget()
    {
        Context = Context.With(SizeBudget.Owner, SizeBudget.MaxCpu, 512).With(SizeBudget.Owner, SizeBudget.MaxMemory, 1024);
        AssertFixed(Fargate(""" "cpu": "300", "memory": "512" """), Fargate(""" "cpu": "512", "memory": "1024" """));
    }

    [Fact]
    public void A_size_that_the_containers_fill_is_taken() =>
        AssertFixed(
            """{ "requiresCompatibilities": ["FARGATE"], "cpu": "300", "memory": "512", "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b", "memoryReservation": 512 }] }""",
            """{ "requiresCompatibilities": ["FARGATE"], "cpu": "512", "memory": "1024", "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b", "memoryReservation": 512 }] }""");

    [Fact]
    public void A_size_that_does_not_hold_the_containers_is_not_taken() =>
        Assert.Empty(Assert.Single(Judge("""{ "requiresCompatibilities": ["FARGATE"], "cpu": "300", "memory": "512", "containerDefinitions": [{ "name": "a", "memory": 512 }, { "name": "b", "memoryReservation": 513 }] }""").Violations).Fix);

    [Theory]
    [InlineData("65536", "512")]
    [InlineData("300", "${MEMORY}")]
    [InlineData("${CPU}", "300")]
    public void Nothing_is_changed_where_no_pair_is_sure_to_hold_both(string cpu, string memory) =>
        Assert.Empty(Assert.Single(Judge(Fargate($$""" "cpu": "{{cpu}}", "memory": "{{memory}}" """)).Violations).Fix);

    [Fact]
    public void Reports_a_text_that_is_no_size() =>
        AssertViolated(
            Fargate(""" "cpu": "1 CPU", "memory": "512 MB" """),
            ("/cpu", "'1 CPU' is no size: write CPU units (1024) or vCPU (1 vCPU)."),
            ("/memory", "'512 MB' is no size: write MiB (2048) or GB (2 GB)."));

    [Fact]
    public void A_text_that_is_no_size_is_enough()
    {
        AssertViolated(Fargate(""" "cpu": "256", "memory": "512 MB" """), ("/memory", "'512 MB' is no size: write MiB (2048) or GB (2 GB)."));
        AssertNothingHidden(Fargate(""" "cpu": "256", "memory": "512 MB" """));
    }

    [Theory]
    [InlineData(""" "cpu": "300", "memory": "${MEMORY}" """, "/cpu", "Fargate has no size with 300 CPU units; the nearest above: 512 with 1024 MiB, 1024 with 2048 MiB.")]
    [InlineData(""" "cpu": "HIDDEN_DUE_TO_SECURITY_REASONS", "memory": "700" """, "/memory", "Fargate has no size with 700 MiB; the nearest above: 256 with 1024 MiB, 512 with 1024 MiB.")]
    public void One_value_can_be_enough(string members, string path, string message) => AssertViolated(Fargate(members), (path, message));

    [Theory]
    [InlineData(""" "cpu": "256", "memory": "${MEMORY}" """, "/memory", UndeterminedReason.Placeholder)]
    [InlineData(""" "cpu": "HIDDEN_DUE_TO_SECURITY_REASONS", "memory": "512" """, "/cpu", UndeterminedReason.Redacted)]
    [InlineData(""" "cpu": "256", "memory": "TASK_MEMORY" """, "/memory", UndeterminedReason.Placeholder)]
    [InlineData(""" "cpu": "", "memory": "512" """, "/cpu", UndeterminedReason.Placeholder)]
    [InlineData(""" "cpu": ["256"], "memory": "512" """, "/cpu", UndeterminedReason.WrongType)]
    public void Cannot_tell_while_a_value_is_hidden(string members, string path, UndeterminedReason reason) =>
        AssertUndetermined(Fargate(members), (path, reason));

    [Theory]
    [InlineData(""" "cpu": "256", "memory": null """)]
    [InlineData(""" "memory": "700" """)]
    public void A_size_that_is_left_out_is_another_policys(string members) => AssertNotApplicable(Fargate(members));

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["EC2"], "cpu": "300", "memory": "300", "containerDefinitions": [] }""")]
    [InlineData("""{ "cpu": "300", "memory": "300", "containerDefinitions": [] }""")]
    public void Other_platforms_have_any_size(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void A_task_that_has_been_seen_on_fargate_is_judged()
    {
        Context = Context with { LaunchType = "FARGATE" };
        AssertPassed("""{ "cpu": "256", "memory": "512", "containerDefinitions": [] }""");
    }

    [Fact]
    public void Cannot_tell_while_the_platform_is_hidden() =>
        AssertUndetermined(
            """{ "requiresCompatibilities": ["${PLATFORM}"], "cpu": "300", "memory": "300", "containerDefinitions": [] }""",
            ("/requiresCompatibilities/0", UndeterminedReason.Placeholder));

    [Fact]
    public void A_cpu_that_windows_cannot_have_is_another_policys() =>
        AssertNotApplicable(Fargate($$""" "cpu": "300", "memory": "512", {{Windows}} """));

    [Theory]
    [InlineData("1024", "1024", "Fargate has no size with 1024 CPU units and 1024 MiB; the nearest above: 1024 with 2048 MiB, 2048 with 4096 MiB.")]
    [InlineData("4096", "61440", "Fargate has no size with 4096 CPU units and 61440 MiB; the largest is 4096 with 30720 MiB.")]
    [InlineData("${CPU}", "700", "Fargate has no size with 700 MiB; the nearest above: 1024 with 2048 MiB, 2048 with 4096 MiB.")]
    public void Windows_is_offered_the_sizes_of_windows(string cpu, string memory, string message) =>
        AssertViolated(Fargate($$""" "cpu": "{{cpu}}", "memory": "{{memory}}", {{Windows}} """), ("/memory", message));
}
