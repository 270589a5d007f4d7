using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class StatefulTaskOnSpotTests : PolicyTests<StatefulTaskOnSpot>
{
    private const string Efs = """{ "name": "data", "efsVolumeConfiguration": { "fileSystemId": "fs-1" } }""";
    private const string Mount = """{ "name": "db", "mountPoints": [{ "sourceVolume": "data", "containerPath": "/d" }] }""";
    private const string Message = "EFS volume 'data' is written by container 'db' on Spot capacity, which may be taken away at any time.";

    public StatefulTaskOnSpotTests() => Context = new() { OnSpot = true };

    [Fact]
    public void Says_nothing_where_nobody_knows_of_spot()
    {
        Context = PolicyContext.Empty;
        AssertNotApplicable(Task(Mount, Efs));
        Context = PolicyContext.Empty.With(Spot.Owner, Spot.Families, ["db"]);
        AssertViolated(Task(Mount, Efs).Replace("{ \"volumes\"", """{ "family": "db", "volumes" """, StringComparison.Ordinal), ("/volumes/0", Message));
    }

    [Theory]
    [InlineData("""{ "name": "data" }""")]
    [InlineData("""{ "name": "data", "host": { "sourcePath": "/x" } }""")]
    [InlineData("""{ "name": "data", "configuredAtLaunch": false }""")]
    public void Says_nothing_about_other_volumes(string volume) => AssertNotApplicable(Task(Mount, volume));

    [Theory]
    [InlineData("""{ "name": "db" }""")]
    [InlineData("""{ "name": "db", "mountPoints": [{ "sourceVolume": "other" }] }""")]
    [InlineData("""{ "name": "db", "mountPoints": [{ "sourceVolume": "data", "readOnly": true }] }""")]
    public void Accepts_what_is_not_written(string container) => AssertPassed(Task(container, Efs));

    [Theory]
    [InlineData(Efs, "EFS")]
    [InlineData("""{ "name": "data", "efsVolumeConfiguration": "${EFS}" }""", "EFS")]
    [InlineData("""{ "name": "data", "configuredAtLaunch": true }""", "EBS")]
    public void Reports_a_volume_that_is_written(string volume, string kind)
    {
        var message = $"{kind} volume 'data' is written by container 'db' on Spot capacity, which may be taken away at any time.";
        AssertViolated(Task(Mount, volume), ("/volumes/0", message));
        AssertViolated(Task("""{ "name": "db", "mountPoints": [{ "sourceVolume": "data", "readOnly": false }] }""", volume), ("/volumes/0", message));
    }

    [Fact]
    public void Reports_each_volume_once_with_all_who_write_it() =>
        AssertViolated(
            Task(
                $$"""{{Mount}}, { "name": "b", "mountPoints": [{ "sourceVolume": "data" }, { "sourceVolume": "more" }] }, { "name": "c", "mountPoints": [{ "sourceVolume": "data", "readOnly": true }] }""",
                $$"""{ "name": "x" }, {{Efs}}, { "name": "more", "configuredAtLaunch": true }"""),
            ("/volumes/1", "EFS volume 'data' is written by container 'db', container 'b' on Spot capacity, which may be taken away at any time."),
            ("/volumes/2", "EBS volume 'more' is written by container 'b' on Spot capacity, which may be taken away at any time."));

    [Fact]
    public void One_stand_in_for_both_names_is_one_name() =>
        AssertViolated(
            Task("""{ "name": "db", "mountPoints": [{ "sourceVolume": "${V}" }] }""", """{ "name": "${V}", "efsVolumeConfiguration": {} }"""),
            ("/volumes/0", "EFS volume '${V}' is written by container 'db' on Spot capacity, which may be taken away at any time."));

    [Fact]
    public void Cannot_tell_while_something_is_hidden()
    {
        AssertUndetermined(Task(Mount, "\"${V}\""), ("/volumes/0", UndeterminedReason.Placeholder));
        AssertUndetermined(Task(Mount, """{ "name": "data", "configuredAtLaunch": "${V}" }"""), ("/volumes/0/configuredAtLaunch", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "mountPoints": [{ "sourceVolume": "${V}" }] }""", Efs), ("/containerDefinitions/0/mountPoints/0/sourceVolume", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "mountPoints": [{ "sourceVolume": "data", "readOnly": "${R}" }] }""", Efs), ("/containerDefinitions/0/mountPoints/0/readOnly", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("""{ "mountPoints": "${M}" }""", Efs), ("/containerDefinitions/0/mountPoints", UndeterminedReason.Placeholder));
        AssertUndetermined(Task("\"${C}\"", Efs), ("/containerDefinitions/0", UndeterminedReason.Placeholder));
    }

    private static string Task(string containers, string volumes) => $$"""{ "volumes": [{{volumes}}], "containerDefinitions": [{{containers}}] }""";
}
