using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnsupportedSwapTests : PolicyTests<UnsupportedSwap>
{
    private static string Task(string linuxParameters, string compatibility = "EC2") =>
        $$"""{ "requiresCompatibilities": ["{{compatibility}}"], "containerDefinitions": [{ "name": "other" }, { "name": "app", "linuxParameters": {{linuxParameters}} }] }""";

    [Theory]
    [InlineData("""{ "maxSwap": 256, "swappiness": 0 }""")]
    [InlineData("""{ "maxSwap": 0, "swappiness": 100 }""")]
    [InlineData("""{ "maxSwap": 256 }""")]
    public void Accepts_a_complete_setting_on_an_instance(string linuxParameters) => AssertPassed(Task(linuxParameters));

    [Theory]
    [InlineData("-1", "0")]
    [InlineData("101", "100")]
    public void Reports_a_swappiness_outside_its_range_and_takes_the_nearest(string swappiness, string nearest)
    {
        AssertViolated(Task($$"""{ "maxSwap": 256, "swappiness": {{swappiness}} }"""), ("/containerDefinitions/1/linuxParameters/swappiness", $"Container 'app' has a swappiness of {swappiness}; ECS accepts 0 to 100."));
        AssertFixed(Task($$"""{ "maxSwap": 256, "swappiness": {{swappiness}} }"""), Task($$"""{ "maxSwap": 256, "swappiness": {{nearest}} }"""));
    }

    [Fact]
    public void Such_a_swappiness_without_space_to_swap_is_removed()
    {
        AssertViolated(Task("""{ "swappiness": 101 }"""), ("/containerDefinitions/1/linuxParameters/swappiness", "Container 'app' has a swappiness of 101; ECS accepts 0 to 100."));
        AssertFixed(Task("""{ "swappiness": 101 }"""), Task("{}"));
    }

    [Theory]
    [InlineData("60")]
    [InlineData("\"${SWAPPINESS}\"")]
    public void Reports_and_removes_a_swappiness_that_is_ignored(string swappiness)
    {
        var definition = Task($$"""{ "initProcessEnabled": true, "swappiness": {{swappiness}} }""");
        Assert.Equal(
            [("/containerDefinitions/1/linuxParameters/swappiness", "Container 'app' sets swappiness without maxSwap: ECS ignores it.")],
            Judge(definition).Violations.Select(violation => (violation.Path, violation.Message)));
        AssertFixed(definition, Task("""{ "initProcessEnabled": true }"""));
    }

    [Fact]
    public void Reports_and_removes_both_on_fargate()
    {
        AssertViolated(
            Task("""{ "maxSwap": 256, "swappiness": "${SWAPPINESS}" }""", "FARGATE"),
            ("/containerDefinitions/1/linuxParameters/maxSwap", "Container 'app' sets maxSwap, which Fargate refuses: remove it."),
            ("/containerDefinitions/1/linuxParameters/swappiness", "Container 'app' sets swappiness, which Fargate refuses: remove it."));
        AssertFixed(Task("""{ "maxSwap": 256, "swappiness": 60 }""", "FARGATE"), Task("{}", "FARGATE"));
        AssertViolated(
            Task("""{ "swappiness": 101 }""", "FARGATE"),
            ("/containerDefinitions/1/linuxParameters/swappiness", "Container 'app' sets swappiness, which Fargate refuses: remove it."));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "initProcessEnabled": true }""")]
    [InlineData("null")]
    public void A_task_without_swap_settings_is_left_alone(string linuxParameters) => AssertNotApplicable(Task(linuxParameters));

    [Theory]
    [InlineData("""{ "maxSwap": 256, "swappiness": "${SWAPPINESS}" }""", "/containerDefinitions/1/linuxParameters/swappiness", UndeterminedReason.Placeholder)]
    [InlineData(""" "HIDDEN_DUE_TO_SECURITY_REASONS" """, "/containerDefinitions/1/linuxParameters", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_a_value_is_hidden(string linuxParameters, string path, UndeterminedReason reason) => AssertUndetermined(Task(linuxParameters), (path, reason));

    [Fact]
    public void Cannot_tell_while_the_platform_is_hidden() =>
        AssertUndetermined(Task("""{ "maxSwap": 256 }""", "${PLATFORM}"), ("/requiresCompatibilities/0", UndeterminedReason.Placeholder));
}
