using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>The containers that an organisation lists as ones that must not lose a line: blocking delivery is wanted there.</summary>
public static class AuditContainers
{
    /// <summary>The policy that owns the list; the other log policies heed it.</summary>
    public const string Owner = "lossy-audit-log";

    public static PolicyOption<string[]> Names { get; } = new("containers", "Containers that must not lose a line of their logs, by name; `*` and `?` stand for any text and any character.", []);

    public static bool Include(ContainerDefinition container, PolicyContext context) =>
        container.Name.Raw is { } name && context.Get(Owner, Names).Any(pattern => Glob.IsMatch(pattern, name));
}
