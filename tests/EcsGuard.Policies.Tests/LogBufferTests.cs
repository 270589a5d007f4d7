using System.Text;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests;

public sealed class LogBufferTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("4096", 4096L)]
    [InlineData("4096b", 4096L)]
    [InlineData("1k", 1024L)]
    [InlineData("1kb", 1024L)]
    [InlineData("1 KiB", 1024L)]
    [InlineData("25m", 26214400L)]
    [InlineData("25M", 26214400L)]
    [InlineData("25 MB", 26214400L)]
    [InlineData("25MiB", 26214400L)]
    [InlineData("1.5g", 1610612736L)]
    [InlineData("1gb", 1073741824L)]
    [InlineData("1gib", 1073741824L)]
    [InlineData("1t", 1099511627776L)]
    [InlineData("1tb", 1099511627776L)]
    [InlineData("1tib", 1099511627776L)]
    [InlineData("1p", 1125899906842624L)]
    [InlineData("1pb", 1125899906842624L)]
    [InlineData("1pib", 1125899906842624L)]
    [InlineData("9223372036854775807", 9223372036854775807L)]
    public void A_size_is_read_as_docker_reads_it(string text, long bytes) => Assert.Equal(bytes, LogBuffer.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1m")]
    [InlineData("1  m")]
    [InlineData(" 1m")]
    [InlineData("1m ")]
    [InlineData("1.2.3m")]
    [InlineData("25mebibytes")]
    [InlineData("1e3")]
    [InlineData("9999999999p")]
    public void Anything_else_is_no_size(string text) => Assert.Null(LogBuffer.Parse(text));

    [Theory]
    [InlineData("1024", 512, 134217728L)]
    [InlineData("1024", null, 268435456L)]
    [InlineData("1 GB", null, 268435456L)]
    [InlineData(null, 512, 134217728L)]
    [InlineData(null, null, null)]
    [InlineData("${MEMORY}", null, null)]
    public void It_may_take_a_quarter_of_the_memory_that_the_container_may_use(string? task, int? container, long? most)
    {
        var definition = Definition(task, container);
        Assert.Equal(most, LogBuffer.Most(definition, definition.ContainerDefinitions[0], PolicyContext.Empty));
    }

    [Fact]
    public void The_policy_file_sets_another_share_and_another_minimum()
    {
        var definition = Definition("1024", null);
        var context = PolicyContext.Empty.With(LogBuffer.Owner, LogBuffer.MaxShare, 0.5).With(LogBuffer.Owner, LogBuffer.Minimum, "2m");
        Assert.Equal(536870912, LogBuffer.Most(definition, definition.ContainerDefinitions[0], context));
        Assert.Equal(2097152, LogBuffer.Least(context));
    }

    [Theory]
    [InlineData("not a size")]
    [InlineData("1m")]
    public void The_least_size_is_one_mebibyte(string minimum) =>
        Assert.Equal(1048576, LogBuffer.Least(PolicyContext.Empty.With(LogBuffer.Owner, LogBuffer.Minimum, minimum)));

    [Theory]
    [InlineData("1m", null)]
    [InlineData("lots", "'lots' is no size; write 1m, for instance.")]
    public void A_minimum_that_is_no_size_is_a_problem(string minimum, string? problem) => Assert.Equal(problem, LogBuffer.Minimum.Problem(minimum));

    private static TaskDefinition Definition(string? task, int? container) =>
        TaskDefinition.Read(Encoding.UTF8.GetBytes($$"""{ "memory": {{(task is null ? "null" : $"\"{task}\"")}}, "containerDefinitions": [{ "memory": {{container?.ToString() ?? "null"}} }] }"""));
}
