using System.Collections.Immutable;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>Reads containers by their name and image: the organisation's own sidecars, and those that a policy requires.</summary>
internal static class SidecarReader
{
    /// <summary>What a listed sidecar is where the file does not say.</summary>
    public const SidecarRole DefaultRole = SidecarRole.Telemetry;

    private static readonly string[] PatternKeys = ["name", "image"];

    internal static string[] Roles { get; } = [.. Enum.GetValues<SidecarRole>().Select(role => role.ToText())];

    public static ImmutableArray<ExtraSidecar> Read(YamlValue? list) => [.. (list?.List() ?? []).Select(ReadSidecar).OfType<ExtraSidecar>()];

    public static ContainerPattern? ReadPattern(YamlValue value) => PatternOf(value, value.Members(PatternKeys));

    private static ExtraSidecar? ReadSidecar(YamlValue value)
    {
        var members = value.Members([.. PatternKeys, "role"]);
        var role = members.GetValueOrDefault("role")?.OneOf(Roles) is { } text ? Enum.GetValues<SidecarRole>().First(known => known.ToText() == text) : DefaultRole;
        return PatternOf(value, members) is { } pattern ? new(pattern, role) : null;
    }

    private static ContainerPattern? PatternOf(YamlValue value, IReadOnlyDictionary<string, YamlValue> members)
    {
        var pattern = new ContainerPattern(members.GetValueOrDefault("name")?.Text(), members.GetValueOrDefault("image")?.Text());
        if (pattern is not { Name: null, Image: null })
        {
            return pattern;
        }

        // What stands there and is no text was told so already.
        if (value.IsMapping && !PatternKeys.Any(members.ContainsKey))
        {
            value.Error($"{value.Path} takes a `name`, an `image`, or both.");
        }

        return null;
    }
}
