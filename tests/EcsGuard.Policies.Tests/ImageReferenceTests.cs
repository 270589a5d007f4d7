namespace EcsGuard.Policies.Tests;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:9b7a2f0f3d0d1b1c5a0e6f1f6d3c3a5d7e9f8b6a4c2e0d1f3b5a7c9e8d6f4b2a";

    [Theory]
    [InlineData("nginx", null, "nginx", null, null)]
    [InlineData("nginx:1.29", null, "nginx", "1.29", null)]
    [InlineData("library/nginx:1.29", null, "library/nginx", "1.29", null)]
    [InlineData("nginx@" + Digest, null, "nginx", null, Digest)]
    [InlineData("nginx:1.29@" + Digest, null, "nginx", "1.29", Digest)]
    [InlineData("registry:5000/app", "registry:5000", "app", null, null)]
    [InlineData("registry:5000/team/app:2", "registry:5000", "team/app", "2", null)]
    [InlineData("registry:5000/team/app@" + Digest, "registry:5000", "team/app", null, Digest)]
    [InlineData("localhost/app", "localhost", "app", null, null)]
    [InlineData("localhost", null, "localhost", null, null)]
    [InlineData("quay.io/team/app:v1", "quay.io", "team/app", "v1", null)]
    [InlineData("team/app.web:v1", null, "team/app.web", "v1", null)]
    [InlineData("111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1", "111122223333.dkr.ecr.eu-west-1.amazonaws.com", "team/app", "v1", null)]
    [InlineData("", null, "", null, null)]
    [InlineData("host.example/", "host.example", "", null, null)]
    [InlineData(":1.29", null, "", "1.29", null)]
    [InlineData("@" + Digest, null, "", null, Digest)]
    public void An_image_is_taken_apart_as_Docker_does(string image, string? host, string repository, string? tag, string? digest) =>
        Assert.Equal(new ImageReference(host, repository, tag, digest), ImageReference.Parse(image));

    [Fact]
    public void The_repository_has_segments() => Assert.Equal(["a", "b", "c"], ImageReference.Parse("quay.io/a/b/c:1").Segments);

    [Theory]
    [InlineData("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app", true)]
    [InlineData("111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/app", true)]
    [InlineData("111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/app", true)]
    [InlineData("111122223333.dkr-ecr.eu-west-1.on.aws/app", true)]
    [InlineData("111122223333.dkr-ecr-fips.us-east-1.on.aws/app", true)]
    [InlineData("${account}.dkr.ecr.${region}.amazonaws.com/app", true)]
    [InlineData("public.ecr.aws/nginx/nginx", false)]
    [InlineData("dkr.ecr.example.com/app", false)]
    [InlineData("quay.io/team/111122223333.dkr.ecr.eu-west-1.amazonaws.com", false)]
    [InlineData("nginx", false)]
    public void A_private_repository_of_Amazon_ECR_is_told_by_its_host(string image, bool expected) =>
        Assert.Equal(expected, ImageReference.Parse(image).IsPrivateEcr);
}
