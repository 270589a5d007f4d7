using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class EfsAuthorizationConflictTests : PolicyTests<EfsAuthorizationConflict>
{
    private const string Path = "/volumes/0/efsVolumeConfiguration/";

    [Theory]
    [InlineData("""{ "transitEncryption": "ENABLED", "authorizationConfig": { "iam": "ENABLED", "accessPointId": "fsap-1" } }""")]
    [InlineData("""{ "transitEncryption": "ENABLED", "rootDirectory": "/", "authorizationConfig": { "accessPointId": "fsap-1" } }""")]
    [InlineData("""{ "transitEncryption": "ENABLED", "rootDirectory": "", "authorizationConfig": { "accessPointId": "fsap-1" } }""")]
    [InlineData("""{ "transitEncryption": "ENABLED", "rootDirectory": "/x", "authorizationConfig": { "iam": "ENABLED" } }""")]
    [InlineData("""{ "rootDirectory": "/x", "authorizationConfig": { "iam": "DISABLED" } }""")]
    [InlineData("""{ "rootDirectory": "/x", "authorizationConfig": { "accessPointId": "" } }""")]
    [InlineData("""{ "transitEncryption": "DISABLED", "authorizationConfig": {} }""")]
    [InlineData("""{ "transitEncryption": "ENABLED", "authorizationConfig": { "iam": "${IAM}", "accessPointId": "${AP}" } }""")]
    [InlineData("""{ "transitEncryption": "${X}", "authorizationConfig": { "iam": "DISABLED" } }""")]
    public void Accepts_settings_that_go_together(string efs) => AssertPassed(Definition(efs));

    [Theory]
    [InlineData("")]
    [InlineData("\"transitEncryption\": null,")]
    [InlineData("\"transitEncryption\": \"DISABLED\",")]
    public void Reports_authorization_without_encryption_once_a_volume(string encryption)
    {
        AssertViolated(
            Definition($$"""{ {{encryption}} "authorizationConfig": { "iam": "ENABLED" } }"""),
            (Path + "authorizationConfig/iam", "The EFS volume 'data' uses IAM authorization without transitEncryption. Set transitEncryption to ENABLED."));
        AssertViolated(
            Definition($$"""{ {{encryption}} "authorizationConfig": { "iam": "DISABLED", "accessPointId": "fsap-1" } }"""),
            (Path + "authorizationConfig/accessPointId", "The EFS volume 'data' uses an access point without transitEncryption. Set transitEncryption to ENABLED."));
        AssertViolated(
            Definition($$"""{ {{encryption}} "authorizationConfig": { "iam": "ENABLED", "accessPointId": "fsap-1" } }"""),
            (Path + "authorizationConfig/iam", "The EFS volume 'data' uses IAM authorization without transitEncryption. Set transitEncryption to ENABLED."));
    }

    [Fact]
    public void Reports_a_root_directory_beside_an_access_point() =>
        AssertViolated(
            Definition("""{ "transitEncryption": "ENABLED", "rootDirectory": "/web", "authorizationConfig": { "accessPointId": "fsap-1" } }"""),
            (Path + "rootDirectory", "The EFS volume 'data' has the rootDirectory /web beside an access point. Leave it out or make it /."));

    [Fact]
    public void Judges_every_volume() =>
        AssertViolated(
            """
            { "volumes": [{ "name": "a", "efsVolumeConfiguration": { "authorizationConfig": { "iam": "ENABLED" } } }, { "name": "b", "efsVolumeConfiguration": {} },
                { "name": "c", "efsVolumeConfiguration": { "rootDirectory": "/x", "authorizationConfig": { "accessPointId": "fsap-1" } } }], "containerDefinitions": [] }
            """,
            ("/volumes/0/efsVolumeConfiguration/authorizationConfig/iam", "The EFS volume 'a' uses IAM authorization without transitEncryption. Set transitEncryption to ENABLED."),
            ("/volumes/2/efsVolumeConfiguration/authorizationConfig/accessPointId", "The EFS volume 'c' uses an access point without transitEncryption. Set transitEncryption to ENABLED."),
            ("/volumes/2/efsVolumeConfiguration/rootDirectory", "The EFS volume 'c' has the rootDirectory /x beside an access point. Leave it out or make it /."));

    [Theory]
    [InlineData("""{ "containerDefinitions": [] }""")]
    [InlineData("""{ "volumes": [{ "name": "a", "efsVolumeConfiguration": { "rootDirectory": "/x" } }], "containerDefinitions": [] }""")]
    public void Says_nothing_without_authorization(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "authorizationConfig": { "iam": "${X}" } }""", "authorizationConfig/iam")]
    [InlineData("""{ "authorizationConfig": { "accessPointId": "${X}" } }""", "authorizationConfig/accessPointId")]
    [InlineData("""{ "transitEncryption": "${X}", "authorizationConfig": { "iam": "ENABLED" } }""", "transitEncryption")]
    [InlineData("""{ "transitEncryption": "ENABLED", "rootDirectory": "${X}", "authorizationConfig": { "accessPointId": "fsap-1" } }""", "rootDirectory")]
    [InlineData("""{ "transitEncryption": "ENABLED", "rootDirectory": "/x", "authorizationConfig": { "accessPointId": "${X}" } }""", "authorizationConfig/accessPointId")]
    [InlineData("""{ "authorizationConfig": "${X}" }""", "authorizationConfig")]
    public void Cannot_tell_while_a_value_is_hidden(string efs, string path) =>
        AssertUndetermined(Definition(efs), (Path + path, UndeterminedReason.Placeholder));

    private static string Definition(string efs) => $$"""{ "volumes": [{ "name": "data", "efsVolumeConfiguration": {{efs}} }], "containerDefinitions": [] }""";
}
