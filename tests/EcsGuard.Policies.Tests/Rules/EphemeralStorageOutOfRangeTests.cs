using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class EphemeralStorageOutOfRangeTests : PolicyTests<EphemeralStorageOutOfRange>
{
    private static string Fargate(string size) => $$"""{ "requiresCompatibilities": ["FARGATE"], "ephemeralStorage": { "sizeInGiB": {{size}} }, "containerDefinitions": [] }""";

    [Theory]
    [InlineData("21")]
    [InlineData("200")]
    [InlineData("null")]
    public void Accepts_what_fargate_offers(string size) => AssertPassed(Fargate(size));

    [Theory]
    [InlineData("20", "21")]
    [InlineData("0", "21")]
    [InlineData("201", "200")]
    public void Reports_another_size_and_takes_the_nearest(string size, string nearest)
    {
        AssertViolated(Fargate(size), ("/ephemeralStorage/sizeInGiB", $"The task asks for {size} GiB of ephemeral storage; Fargate has 21 to 200 GiB."));
        AssertFixed(Fargate(size), Fargate(nearest));
    }

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["EC2"], "ephemeralStorage": { "sizeInGiB": 30 }, "containerDefinitions": [] }""", """{ "requiresCompatibilities": ["EC2"], "containerDefinitions": [] }""")]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE", "EC2"], "ephemeralStorage": { "sizeInGiB": 20 }, "containerDefinitions": [] }""", """{ "requiresCompatibilities": ["FARGATE", "EC2"], "containerDefinitions": [] }""")]
    [InlineData("""{ "ephemeralStorage": { "sizeInGiB": 30 }, "containerDefinitions": [] }""", """{ "containerDefinitions": [] }""")]
    public void Reports_and_removes_it_on_instances(string definition, string repaired)
    {
        AssertViolated(definition, ("/ephemeralStorage", "Tasks on EC2 have no ephemeralStorage: use a volume."));
        AssertFixed(definition, repaired);
    }

    [Fact]
    public void A_task_that_has_been_seen_on_fargate_is_judged_as_such()
    {
        Context = Context with { LaunchType = "FARGATE" };
        AssertPassed("""{ "ephemeralStorage": { "sizeInGiB": 30 }, "containerDefinitions": [] }""");
    }

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["EC2"], "containerDefinitions": [] }""")]
    [InlineData("""{ "requiresCompatibilities": ["MANAGED_INSTANCES"], "ephemeralStorage": { "sizeInGiB": 20 }, "containerDefinitions": [] }""")]
    public void Other_tasks_are_left_alone(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "ephemeralStorage": { "sizeInGiB": "${SIZE}" }, "containerDefinitions": [] }""", "/ephemeralStorage/sizeInGiB")]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "ephemeralStorage": "${STORAGE}", "containerDefinitions": [] }""", "/ephemeralStorage")]
    [InlineData("""{ "requiresCompatibilities": ["${PLATFORM}"], "ephemeralStorage": { "sizeInGiB": 30 }, "containerDefinitions": [] }""", "/requiresCompatibilities/0")]
    public void Cannot_tell_while_a_value_is_hidden(string definition, string path) => AssertUndetermined(definition, (path, UndeterminedReason.Placeholder));
}
