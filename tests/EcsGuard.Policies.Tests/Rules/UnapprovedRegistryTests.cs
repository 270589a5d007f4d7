using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class UnapprovedRegistryTests : PolicyTests<UnapprovedRegistry>
{
    public UnapprovedRegistryTests() => Approve("ecr.example", "registry.example:5000", "111122223333.dkr.ecr.eu-west-1.amazonaws.com");

    [Theory]
    [InlineData("ecr.example/app:1")]
    [InlineData("ECR.Example/app:1")]
    [InlineData("registry.example:5000/team/app")]
    [InlineData("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:${TAG}")]
    public void Accepts_an_approved_host(string image) => AssertPassed(Definition(image));

    [Theory]
    [InlineData("nginx:1.29", "docker.io")]
    [InlineData("ecr.example:5000/app", "ecr.example:5000")]
    [InlineData("my.ecr.example/app", "my.ecr.example")]
    [InlineData("ecr.example.com/app", "ecr.example.com")]
    [InlineData("registry.example/app", "registry.example")]
    [InlineData("quay.io/ecr.example/app", "quay.io")]
    [InlineData("team/ecr.example", "docker.io")]
    [InlineData("index.docker.io/library/nginx", "docker.io")]
    [InlineData("444455556666.dkr.ecr.eu-west-1.amazonaws.com/app", "444455556666.dkr.ecr.eu-west-1.amazonaws.com")]
    public void Reports_any_other_host_as_a_whole(string image, string host) =>
        AssertViolated(
            Definition(image),
            ("/containerDefinitions/0/image", $"Container 'app': the image {image} comes from {host}. Approved are ecr.example, registry.example:5000, 111122223333.dkr.ecr.eu-west-1.amazonaws.com."));

    [Theory]
    [InlineData("nginx:1.29")]
    [InlineData("library/nginx")]
    [InlineData("docker.io/library/nginx")]
    [InlineData("index.docker.io/library/nginx")]
    [InlineData("registry-1.docker.io/library/nginx")]
    [InlineData("registry.hub.docker.com/library/nginx")]
    public void Docker_Hub_has_one_name(string image)
    {
        Approve("docker.io");

        AssertPassed(Definition(image));
    }

    [Fact]
    public void Says_nothing_without_a_list()
    {
        Approve();

        AssertNotApplicable(Definition("nginx"));
    }

    [Theory]
    [InlineData("${IMAGE}")]
    [InlineData("${REGISTRY}/app:1")]
    [InlineData("${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/app")]
    [InlineData("REGISTRY_HOST/app:1")]
    [InlineData("IMAGE_URI")]
    [InlineData("")]
    public void Cannot_tell_while_the_host_is_hidden(string image) =>
        AssertUndetermined(Definition(image), ("/containerDefinitions/0/image", UndeterminedReason.Placeholder));

    private void Approve(params string[] registries) =>
        Context = PolicyContext.Empty.With("unapproved-registry", new PolicyOption<string[]>("registries", "", []), registries);

    private static string Definition(string image) => $$"""{ "containerDefinitions": [{ "name": "app", "image": "{{image}}" }] }""";
}
