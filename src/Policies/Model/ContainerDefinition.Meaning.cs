using System.Collections.Immutable;
using System.Globalization;

namespace EcsGuard.Policies.Model;

public sealed partial class ContainerDefinition
{
    /// <summary>Place in <c>containerDefinitions</c>, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>How a message calls the container: its name, or its place where it has none.</summary>
    public string DisplayName => Name.Raw ?? string.Create(CultureInfo.InvariantCulture, $"#{Index + 1}");

    /// <summary>
    /// Whether the task stops with this container: true unless <c>essential</c> is false; null where that is undetermined.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html (essential).
    /// </summary>
    public bool? IsEssential => Essential.IsUndetermined ? null : Essential.IsAbsent || Essential.ValueOrDefault;

    /// <summary>What <see cref="Sidecars"/> last took the container for.</summary>
    internal Recognition? Recognised { get; set; }

    /// <param name="Extra">The organisation's own sidecars that were looked for.</param>
    /// <param name="Sidecar">What was found.</param>
    internal sealed record Recognition(ImmutableArray<ExtraSidecar> Extra, KnownSidecar? Sidecar);
}
