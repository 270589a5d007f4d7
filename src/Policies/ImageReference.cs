namespace EcsGuard.Policies;

/// <summary>
/// An image name, taken apart as Docker does: <c>[HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST]</c>. The first segment is a host only if it holds a
/// dot or a colon or is <c>localhost</c>; only the last segment can hold a tag, so the port of a registry is never mistaken for one.
/// Source: https://docs.docker.com/reference/cli/docker/image/tag/.
/// </summary>
/// <param name="Host">Registry host with its port, or null for Docker Hub's short form.</param>
/// <param name="Repository">Path of the repository, without host, tag and digest.</param>
/// <param name="Tag">Null where there is none.</param>
/// <param name="Digest">With its algorithm (<c>sha256:…</c>); null where there is none.</param>
public sealed record ImageReference(string? Host, string Repository, string? Tag, string? Digest)
{
    /// <summary>The segments of the repository's path.</summary>
    public IEnumerable<string> Segments => Repository.Split('/');

    /// <summary>
    /// A repository of Amazon ECR that needs credentials to pull from; <c>public.ecr.aws</c> does not. Dual-stack endpoints are called
    /// <c>ACCOUNT.dkr-ecr.REGION.on.aws</c>, and both kinds have a FIPS form.
    /// Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html.
    /// </summary>
    public bool IsPrivateEcr =>
        Host is { } host && (host.Contains(".dkr.ecr.", StringComparison.Ordinal) || host.Contains(".dkr.ecr-fips.", StringComparison.Ordinal)
            || host.Contains(".dkr-ecr.", StringComparison.Ordinal) || host.Contains(".dkr-ecr-fips.", StringComparison.Ordinal));

    public static ImageReference Parse(string image)
    {
        var (rest, digest) = SplitAt(image, image.IndexOf('@', StringComparison.Ordinal));
        var lastSlash = rest.LastIndexOf('/');
        (rest, var tag) = SplitAt(rest, rest.IndexOf(':', lastSlash + 1));
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var first = rest[..Math.Max(slash, 0)];
        return first.AsSpan().ContainsAny('.', ':') || first == "localhost"
            ? new(first, rest[(slash + 1)..], tag, digest)
            : new(null, rest, tag, digest);
    }

    /// <summary>The reference without tag and digest, as it is written.</summary>
    public static string WithoutVersion(string image)
    {
        var (rest, _) = SplitAt(image, image.IndexOf('@', StringComparison.Ordinal));
        return SplitAt(rest, rest.IndexOf(':', rest.LastIndexOf('/') + 1)).Before;
    }

    private static (string Before, string? After) SplitAt(string text, int at) =>
        at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
}
