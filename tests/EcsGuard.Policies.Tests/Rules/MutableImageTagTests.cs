using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MutableImageTagTests : PolicyTests<MutableImageTag>
{
    private const string Digest = "@sha256:9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015";

    [Theory]
    [InlineData("nginx:1.29")]
    [InlineData("nginx:latest-alpine")]
    [InlineData("nginx:stable")]
    [InlineData("nginx" + Digest)]
    [InlineData("nginx:latest" + Digest)]
    [InlineData("${REPOSITORY}" + Digest)]
    [InlineData("${REGISTRY}/app:1.2.3")]
    [InlineData("registry.example:5000/app:v1")]
    [InlineData("<ACCOUNT_ID>.dkr.ecr.eu-west-1.amazonaws.com/app:v1")]
    [InlineData("nginx:Latest")]
    public void Accepts_a_version_or_a_digest(string image) => AssertPassed(Definition($"\"{image}\""));

    [Theory]
    [InlineData("nginx:latest", "has the tag latest")]
    [InlineData("registry.example:5000/app:latest", "has the tag latest")]
    [InlineData("${REGISTRY}/app:latest", "has the tag latest")]
    [InlineData("${REPOSITORY}:latest", "has the tag latest")]
    [InlineData("nginx", "has no tag, which means latest")]
    [InlineData("nginx:", "has no tag, which means latest")]
    [InlineData("registry.example:5000/app", "has no tag, which means latest")]
    [InlineData("localhost:5000/team/app", "has no tag, which means latest")]
    [InlineData("${REGISTRY}/team/app", "has no tag, which means latest")]
    public void Reports_latest_and_no_tag(string image, string fault) =>
        AssertViolated(Definition($"\"{image}\""), ("/containerDefinitions/0/image", $"Container 'app': the image {image} {fault}. Name a version or a digest."));

    [Fact]
    public void Reports_each_container() =>
        Assert.Equal(
            [("/containerDefinitions/0/image", "a"), ("/containerDefinitions/2/image", "c")],
            Judge("""{ "containerDefinitions": [{ "name": "a", "image": "x" }, { "name": "b", "image": "x:1" }, { "name": "c", "image": "x:latest" }, { "name": "d" }] }""").Violations.Select(violation => (violation.Path, violation.Container)));

    [Theory]
    [InlineData("\"${IMAGE}\"", UndeterminedReason.Placeholder)]
    [InlineData("\"<IMAGE>\"", UndeterminedReason.Placeholder)]
    [InlineData("\"<repository/image:tag>\"", UndeterminedReason.Placeholder)]
    [InlineData("\"IMAGE_URI\"", UndeterminedReason.Placeholder)]
    [InlineData("\"IMAGE\"", UndeterminedReason.Placeholder)]
    [InlineData("\"$IMAGE\"", UndeterminedReason.Placeholder)]
    [InlineData("\"\"", UndeterminedReason.Placeholder)]
    [InlineData("\"nginx:${TAG}\"", UndeterminedReason.Placeholder)]
    [InlineData("\"nginx:${TAG:-latest}\"", UndeterminedReason.Placeholder)]
    [InlineData("\"nginx:IMAGE_TAG\"", UndeterminedReason.Placeholder)]
    [InlineData("\"nginx:__TAG__\"", UndeterminedReason.Placeholder)]
    [InlineData("\"nginx:%s\"", UndeterminedReason.Placeholder)]
    [InlineData("\"registry.example/${IMAGE}\"", UndeterminedReason.Placeholder)]
    [InlineData("\"registry.example/team/app-{{ stage }}\"", UndeterminedReason.Placeholder)]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"", UndeterminedReason.Redacted)]
    [InlineData("{ \"Ref\": \"Image\" }", UndeterminedReason.WrongType)]
    public void Cannot_tell_while_the_tag_is_hidden(string image, UndeterminedReason reason) =>
        AssertUndetermined(Definition(image), ("/containerDefinitions/0/image", reason));

    private static string Definition(string image) => $$"""{ "containerDefinitions": [{ "name": "app", "image": {{image}} }] }""";
}
