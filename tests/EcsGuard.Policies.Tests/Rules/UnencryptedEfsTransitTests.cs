using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnencryptedEfsTransitTests : PolicyTests<UnencryptedEfsTransit>
{
    [Fact]
    public void Accepts_volumes_that_are_encrypted() =>
        AssertPassed("""{ "volumes": [{ "name": "a", "efsVolumeConfiguration": { "transitEncryption": "ENABLED" } }, { "name": "b", "host": {} }], "containerDefinitions": [] }""");

    [Fact]
    public void Reports_every_volume_that_is_not_and_not_only_the_first() =>
        AssertViolated(
            """
            { "volumes": [
                { "name": "a", "efsVolumeConfiguration": { "transitEncryption": "ENABLED" } },
                { "name": "b", "efsVolumeConfiguration": { "fileSystemId": "fs-1" } },
                { "name": "c", "efsVolumeConfiguration": { "transitEncryption": "DISABLED" } },
                { "efsVolumeConfiguration": { "transitEncryption": null } }], "containerDefinitions": [] }
            """,
            ("/volumes/1/efsVolumeConfiguration", "The EFS volume 'b' sets no transitEncryption, which means DISABLED. Set it to ENABLED."),
            ("/volumes/2/efsVolumeConfiguration/transitEncryption", "The EFS volume 'c' has transitEncryption DISABLED. Set it to ENABLED."),
            ("/volumes/3/efsVolumeConfiguration", "The EFS volume '/volumes/3' sets no transitEncryption, which means DISABLED. Set it to ENABLED."));

    [Theory]
    [InlineData("""{ "containerDefinitions": [] }""")]
    [InlineData("""{ "volumes": [{ "name": "a" }, { "name": "b", "s3filesVolumeConfiguration": {} }], "containerDefinitions": [] }""")]
    public void Says_nothing_without_EFS(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("[{ \"efsVolumeConfiguration\": { \"transitEncryption\": \"${X}\" } }]", "/volumes/0/efsVolumeConfiguration/transitEncryption")]
    [InlineData("[{ \"efsVolumeConfiguration\": \"${X}\" }]", "/volumes/0/efsVolumeConfiguration")]
    [InlineData("\"${X}\"", "/volumes")]
    public void Cannot_tell_while_a_value_is_hidden(string volumes, string path) =>
        AssertUndetermined($$"""{ "volumes": {{volumes}}, "containerDefinitions": [] }""", (path, UndeterminedReason.Placeholder));
}
