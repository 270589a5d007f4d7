using System.Buffers;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>Reads the images of a task part by part, so that a tag can be judged although a template fills in the registry.</summary>
public static class Images
{
    // No reference holds these; what does is a piece of a template.
    private static readonly SearchValues<char> Template = SearchValues.Create("${}<>%#[]()\"' |*");

    /// <summary>
    /// Each container with its image. What is absent is left out; what cannot be read at all (redacted, empty, of another type, or one single stand-in
    /// such as <c>${IMAGE}</c> or <c>IMAGE_URI</c>) is noted.
    /// </summary>
    public static IReadOnlyList<(ContainerDefinition Container, ImageReference Image)> ImagesOf(this TaskDefinition task, Verdict verdict)
    {
        var images = new List<(ContainerDefinition, ImageReference)>();
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (container.Image.Raw is not { } text || container.Image.Reason == UndeterminedReason.Redacted)
            {
                verdict.Known(container.Image, out _);
            }
            else if (text.Length == 0 || Placeholder.IsConstantName(text))
            {
                verdict.Undetermined(container.Image.Path, UndeterminedReason.Placeholder);
            }
            else
            {
                images.Add((container, ImageReference.Parse(text)));
            }
        }

        return images;
    }

    /// <summary>A part of a reference that a template fills in. Repositories are lower case, so upper case there is a stand-in as well.</summary>
    public static bool IsStandIn(string part) =>
        part.AsSpan().ContainsAny(Template) || Placeholder.IsIn(part) || Placeholder.IsConstantName(part);

    /// <inheritdoc cref="IsStandIn"/>
    public static bool IsRepositoryStandIn(string repository) => IsStandIn(repository) || repository.AsSpan().ContainsAnyInRange('A', 'Z');
}
