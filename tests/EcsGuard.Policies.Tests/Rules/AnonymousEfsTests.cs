using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class AnonymousEfsTests : PolicyTests<AnonymousEfs>
{
    [Theory]
    [InlineData("""{ "authorizationConfig": { "iam": "ENABLED" } }""")]
    [InlineData("""{ "authorizationConfig": { "accessPointId": "fsap-1", "iam": "DISABLED" } }""")]
    [InlineData("""{ "authorizationConfig": { "accessPointId": "${X}", "iam": "ENABLED" } }""")]
    [InlineData("""{ "authorizationConfig": { "accessPointId": "fsap-1", "iam": "${X}" } }""")]
    public void Accepts_either_kind_of_authorization(string efs) => AssertPassed(Definition(efs));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "authorizationConfig": null }""")]
    [InlineData("""{ "authorizationConfig": {} }""")]
    [InlineData("""{ "authorizationConfig": { "iam": "DISABLED" } }""")]
    [InlineData("""{ "authorizationConfig": { "accessPointId": "" } }""")]
    public void Reports_a_volume_with_neither(string efs) =>
        AssertViolated(Definition(efs), ("/volumes/1/efsVolumeConfiguration", "The EFS volume 'data' has neither IAM authorization nor an access point. Enable one of them."));

    [Fact]
    public void Judges_every_volume() =>
        Assert.Equal(
            ["/volumes/0/efsVolumeConfiguration", "/volumes/2/efsVolumeConfiguration"],
            Judge("""{ "volumes": [{ "efsVolumeConfiguration": {} }, { "efsVolumeConfiguration": { "authorizationConfig": { "iam": "ENABLED" } } }, { "efsVolumeConfiguration": {} }], "containerDefinitions": [] }""").Violations.Select(violation => violation.Path));

    [Fact]
    public void Says_nothing_without_EFS() => AssertNotApplicable("""{ "volumes": [{ "name": "a", "host": {} }], "containerDefinitions": [] }""");

    [Theory]
    [InlineData("""{ "authorizationConfig": { "iam": "${X}" } }""", "/authorizationConfig/iam")]
    [InlineData("""{ "authorizationConfig": { "iam": "DISABLED", "accessPointId": "${X}" } }""", "/authorizationConfig/accessPointId")]
    [InlineData("""{ "authorizationConfig": "${X}" }""", "/authorizationConfig")]
    [InlineData("\"${X}\"", "")]
    public void Cannot_tell_while_a_value_is_hidden(string efs, string path) =>
        AssertUndetermined(Definition(efs), ("/volumes/1/efsVolumeConfiguration" + path, UndeterminedReason.Placeholder));

    private static string Definition(string efs) => $$"""{ "volumes": [{ "name": "tmp" }, { "name": "data", "efsVolumeConfiguration": {{efs}} }], "containerDefinitions": [] }""";
}
