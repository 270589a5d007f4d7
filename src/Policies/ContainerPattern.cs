namespace EcsGuard.Policies;

/// <summary>A container as a policy file describes it: by name, by image, or by both. Patterns are those of <see cref="Glob"/>.</summary>
/// <param name="Name">Pattern of the container's name; null for any.</param>
/// <param name="Image">Pattern of the image reference with its registry; with or without tag, and without one for any. Null for any image.</param>
public sealed record ContainerPattern(string? Name, string? Image)
{
    public bool Matches(string? name, string? image) => MatchesName(name) && MatchesImage(image);

    public bool MatchesName(string? name) => Fits(Name, name);

    /// <summary>The whole reference, or what stands before its tag and digest: an agent is the same one in each of its versions.</summary>
    public bool MatchesImage(string? image) => Fits(Image, image) || (image is not null && Fits(Image, ImageReference.WithoutVersion(image)));

    /// <summary>As a policy file would spell it.</summary>
    public override string ToString() =>
        $"{{ {string.Join(", ", new[] { Name is null ? null : $"name: {Name}", Image is null ? null : $"image: {Image}" }.OfType<string>())} }}";

    private static bool Fits(string? pattern, string? text) => pattern is null || (text is not null && Glob.IsMatch(pattern, text));
}
