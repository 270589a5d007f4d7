using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnreasonableLogBufferTests : PolicyTests<UnreasonableLogBuffer>
{
    private static string Task(string size, string container = "", string task = "") =>
        $$"""{ "containerDefinitions": [{ "name": "app"{{container}}, "logConfiguration": { "logDriver": "awslogs", "options": { "mode": "non-blocking", "max-buffer-size": "{{size}}" } } }]{{task}} }""";

    [Theory]
    [InlineData("1m", "")]
    [InlineData("1024k", "")]
    [InlineData("25m", ", \"memory\": 100")]
    [InlineData("1g", "")]
    [InlineData("1m", ", \"memory\": 2")]
    public void Accepts_a_size_between_the_bounds(string size, string container) => AssertPassed(Task(size, container));

    [Theory]
    [InlineData("1023k", "", "", "less than 1m", "25m")]
    [InlineData("0", "", "", "less than 1m", "25m")]
    [InlineData("26m", ", \"memory\": 100", "", "more than 25 MiB, the part of the container's memory that it may take", "25m")]
    [InlineData("25m", ", \"memory\": 64", ", \"memory\": \"4096\"", "more than 16 MiB, the part of the container's memory that it may take", "16m")]
    [InlineData("1g", ", \"memoryReservation\": 64", ", \"memory\": \"2 GB\"", "more than 512 MiB, the part of the container's memory that it may take", "25m")]
    [InlineData("25 megabytes", "", "", "no size", "25m")]
    [InlineData("lots", "", "", "no size", "25m")]
    [InlineData("", "", "", "no size", "25m")]
    public void Reports_and_replaces_any_other(string size, string container, string task, string fault, string better)
    {
        AssertViolated(Task(size, container, task), ("/containerDefinitions/0/logConfiguration/options/max-buffer-size", $"Container 'app' has a max-buffer-size of '{size}', which is {fault}: set it to {better}."));
        AssertFixed(Task(size, container, task), Task(better, container, task));
    }

    [Fact]
    public void Sets_nothing_where_it_is_hidden_what_the_container_can_spare()
    {
        var violation = Assert.Single(Judge(Task("1k", ", \"memory\": \"${MEMORY}\"")).Violations);
        Assert.Equal("Container 'app' has a max-buffer-size of '1k', which is less than 1m: set it to 25m.", violation.Message);
        Assert.Equal([], violation.Fix);
    }

    [Fact]
    public void The_policy_file_sets_other_bounds()
    {
        Context = Context.With(LogBuffer.Owner, LogBuffer.Minimum, "4m").With(LogBuffer.Owner, LogBuffer.MaxShare, 0.5);
        AssertPassed(Task("32m", ", \"memory\": 64"));
        AssertViolated(Task("3m"), ("/containerDefinitions/0/logConfiguration/options/max-buffer-size", "Container 'app' has a max-buffer-size of '3m', which is less than 4m: set it to 25m."));
        AssertViolated(Task("33m", ", \"memory\": 64"), ("/containerDefinitions/0/logConfiguration/options/max-buffer-size", "Container 'app' has a max-buffer-size of '33m', which is more than 32 MiB, the part of the container's memory that it may take: set it to 25m."));
    }

    [Fact]
    public void It_is_judged_whatever_the_mode() =>
        AssertViolated(
            """{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs" } }, { "name": "b", "logConfiguration": { "logDriver": "gelf", "options": { "mode": "blocking", "max-buffer-size": "1k" } } }] }""",
            ("/containerDefinitions/1/logConfiguration/options/max-buffer-size", "Container 'b' has a max-buffer-size of '1k', which is less than 1m: set it to 25m."));

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "awslogs", "options": { "mode": "non-blocking" } } }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "awsfirelens", "options": { "max-buffer-size": "1k" } } }] }""")]
    public void A_container_without_a_buffer_is_left_alone(string definition) => AssertNotApplicable(definition);

    [Fact]
    public void A_container_that_must_not_lose_a_line_is_another_policys()
    {
        Context = Context.With(AuditContainers.Owner, AuditContainers.Names, ["app"]);
        AssertNotApplicable(Task("1k"));
    }

    [Theory]
    [InlineData("${SIZE}", "", "", "/containerDefinitions/0/logConfiguration/options/max-buffer-size")]
    [InlineData("$SIZE", "", "", "/containerDefinitions/0/logConfiguration/options/max-buffer-size")]
    [InlineData("BUFFER_SIZE", "", "", "/containerDefinitions/0/logConfiguration/options/max-buffer-size")]
    [InlineData("25m", ", \"memory\": \"${MEMORY}\"", ", \"memory\": \"64\"", "/containerDefinitions/0/memory")]
    [InlineData("25m", "", ", \"memory\": \"${MEMORY}\"", "/memory")]
    public void Cannot_tell_while_a_value_is_hidden(string size, string container, string task, string path) =>
        AssertUndetermined(Task(size, container, task), (path, UndeterminedReason.Placeholder));
}
