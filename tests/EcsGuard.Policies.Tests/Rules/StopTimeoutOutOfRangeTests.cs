using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class StopTimeoutOutOfRangeTests : PolicyTests<StopTimeoutOutOfRange>
{
    [Theory]
    [InlineData("2")]
    [InlineData("30")]
    [InlineData("120")]
    [InlineData("null")]
    public void Accepts_what_fargate_takes(string timeout) => AssertPassed(Task("\"FARGATE\"", timeout));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 2)]
    [InlineData(-5, 2)]
    [InlineData(121, 120)]
    [InlineData(3600, 120)]
    public void Reports_what_it_does_not(int timeout, int repaired)
    {
        var definition = Task("\"EC2\", \"FARGATE\"", $"{timeout}");
        AssertViolated(definition, ("/containerDefinitions/0/stopTimeout", $"Container 'app' has a stopTimeout of {timeout} s; Fargate takes 2 to 120 s."));
        AssertFixed(definition, Task("\"EC2\", \"FARGATE\"", $"{repaired}"));
    }

    [Fact]
    public void Reports_each_container() =>
        AssertViolated(
            """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "a", "stopTimeout": 1 }, { "name": "b" }, { "name": "c", "stopTimeout": 121 }] }""",
            ("/containerDefinitions/0/stopTimeout", "Container 'a' has a stopTimeout of 1 s; Fargate takes 2 to 120 s."),
            ("/containerDefinitions/2/stopTimeout", "Container 'c' has a stopTimeout of 121 s; Fargate takes 2 to 120 s."));

    [Theory]
    [InlineData("\"EC2\"")]
    [InlineData("\"EXTERNAL\"")]
    [InlineData("")]
    public void Says_nothing_about_other_capacity(string compatibilities) => AssertNotApplicable(Task(compatibilities, "300"));

    [Fact]
    public void What_is_hidden_on_other_capacity_does_not_matter() => AssertNotApplicable(Task("\"EC2\"", "\"${TIMEOUT}\""));

    [Fact]
    public void Judges_a_task_that_was_seen_on_fargate()
    {
        Context = new() { LaunchType = "FARGATE" };
        AssertViolated(Task("", "300"), ("/containerDefinitions/0/stopTimeout", "Container 'app' has a stopTimeout of 300 s; Fargate takes 2 to 120 s."));
    }

    [Fact]
    public void Cannot_tell_while_the_timeout_is_hidden() =>
        AssertUndetermined(Task("\"FARGATE\"", "\"${TIMEOUT}\""), ("/containerDefinitions/0/stopTimeout", UndeterminedReason.Placeholder));

    [Fact]
    public void Cannot_tell_while_the_platform_is_hidden_and_matters()
    {
        AssertUndetermined(Task("\"{{ type }}\"", "121"), ("/requiresCompatibilities/0", UndeterminedReason.Placeholder));
        AssertUndetermined(
            Task("\"${FIRST}\", \"${SECOND}\"", "121"),
            ("/requiresCompatibilities/0", UndeterminedReason.Placeholder),
            ("/requiresCompatibilities/1", UndeterminedReason.Placeholder));
        AssertPassed(Task("\"{{ type }}\"", "120"));
    }

    private static string Task(string compatibilities, string timeout) =>
        $$"""{ "requiresCompatibilities": [{{compatibilities}}], "containerDefinitions": [{ "name": "app", "stopTimeout": {{timeout}} }] }""";
}
