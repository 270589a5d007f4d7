using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class UnapprovedRegistry : TaskDefinitionPolicy
{
    private const string DockerHub = "docker.io";

    private static readonly PolicyOption<string[]> Registries =
        new("registries", "Hosts that images may come from, with their port if they have one; `docker.io` is Docker Hub.", []);

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "unapproved-registry",
        Title = "Image comes from a registry that is not approved",
        Category = Category.Images,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Configured,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The host in an image's name is not on the list of `registries`. Hosts are compared as a whole and without regard to case, so `ecr.example` does not approve `my.ecr.example`. An image without a host comes from Docker Hub, `docker.io`. Nothing is judged until the list is set.",
        Why = "What runs in the account is what its registry hands out. Only registries that scan, sign and keep images make that a known quantity.",
        Incident = "A typo-squatted image on a public hub runs with the task's role. Or a hub's pull limit stops a service from scaling out at noon.",
        Fix = "Copy the image to an approved registry, by hand or with an ECR pull-through cache, and name it from there. Or ask for the host to be approved.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "public.ecr.aws/nginx/nginx:1.29" }] }""",
        ExampleContext = PolicyContext.Empty.With("unapproved-registry", Registries, ["public.ecr.aws"]),
        Documentation = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
        Options = [Registries],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var approved = context.Get(this, Registries);
        if (approved.Length == 0)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var (container, image) in task.ImagesOf(verdict))
        {
            // Without a host, the first segment may be a stand-in for one.
            if (Images.IsStandIn(image.Host ?? image.Segments.First()))
            {
                verdict.Undetermined(container.Image.Path, UndeterminedReason.Placeholder);
                continue;
            }

            var host = HostOf(image);
            if (!Array.Exists(approved, entry => string.Equals(entry, host, StringComparison.OrdinalIgnoreCase)))
            {
                verdict.Violation(container.Image, $"Container '{container.DisplayName}': the image {container.Image.Raw} comes from {host}. Approved are {string.Join(", ", approved)}.");
            }
        }
    }

    private static string HostOf(ImageReference image) =>
        image.Host is null or "index.docker.io" or "registry-1.docker.io" or "registry.hub.docker.com" ? DockerHub : image.Host;
}
