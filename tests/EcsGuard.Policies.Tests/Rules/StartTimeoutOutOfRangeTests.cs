using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class StartTimeoutOutOfRangeTests : PolicyTests<StartTimeoutOutOfRange>
{
    [Theory]
    [InlineData("2")]
    [InlineData("120")]
    [InlineData("null")]
    public void Accepts_what_fargate_takes(string timeout) => AssertPassed(Task("\"FARGATE\"", timeout));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(121, 120)]
    public void Reports_what_it_does_not(int timeout, int repaired)
    {
        var definition = Task("\"FARGATE\"", $"{timeout}");
        AssertViolated(definition, ("/containerDefinitions/0/startTimeout", $"Container 'app' has a startTimeout of {timeout} s; Fargate takes 2 to 120 s."));
        AssertFixed(definition, Task("\"FARGATE\"", $"{repaired}"));
    }

    [Fact]
    public void Says_nothing_about_other_capacity() => AssertNotApplicable(Task("\"EC2\"", "300"));

    [Fact]
    public void Cannot_tell_while_the_timeout_is_hidden() =>
        AssertUndetermined(Task("\"FARGATE\"", "\"${TIMEOUT}\""), ("/containerDefinitions/0/startTimeout", UndeterminedReason.Placeholder));

    private static string Task(string compatibilities, string timeout) =>
        $$"""{ "requiresCompatibilities": [{{compatibilities}}], "containerDefinitions": [{ "name": "app", "startTimeout": {{timeout}} }] }""";
}
