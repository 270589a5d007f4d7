using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MutableImageTag : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "mutable-image-tag",
        Title = "Image is named by latest or by no tag at all",
        Category = Category.Images,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Low,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "An image with the tag `latest`, or with neither tag nor digest, which means `latest`. The port of a registry is no tag. An image with a digest passes, whatever its tag.",
        Why = "The revision does not say which code it runs. ECS pins a tag to a digest for each deployment of a service, but the next deployment, and each run of a standalone task, asks the registry again.",
        Incident = "Rolling back to the revision of last week starts the code of today. Or a push meant for a test is in production with the next restart.",
        Fix = "Name the version that was built: an immutable tag such as the commit, or the digest.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "registry.example:5000/shop/web" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "registry.example:5000/shop/web:2026-10-01" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        foreach (var (container, image) in task.ImagesOf(verdict))
        {
            if (image.Digest is not null)
            {
                continue;
            }

            // Whatever fills in the last part of the repository may bring a tag along.
            var last = image.Repository[(image.Repository.LastIndexOf('/') + 1)..];
            if (image.Tag is { } tag ? Images.IsStandIn(tag) : Images.IsRepositoryStandIn(last))
            {
                verdict.Undetermined(container.Image.Path, UndeterminedReason.Placeholder);
            }
            else if (image.Tag is null or "" or "latest")
            {
                var fault = image.Tag is "latest" ? "has the tag latest" : "has no tag, which means latest";
                verdict.Violation(container.Image, $"Container '{container.DisplayName}': the image {container.Image.Raw} {fault}. Name a version or a digest.");
            }
        }
    }
}
