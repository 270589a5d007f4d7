using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies;

/// <summary>
/// The entries that <c>dependsOn</c> lacks, decided for the whole task at once: more than one policy asks for them, and entries that are right one by
/// one can close a loop together. Every fix of a container writes its whole list, so that it does not matter which of them comes last.
/// </summary>
internal sealed class StartOrder
{
    private readonly TaskDefinition _task;
    private readonly Dictionary<ContainerDefinition, List<ContainerDefinition>> _wanted = [];

    private StartOrder(TaskDefinition task, PolicyContext context)
    {
        _task = task;
        if (task.ContainerDefinitions.Any(HidesDependency))
        {
            return;
        }

        foreach (var (container, other) in (IEnumerable<(ContainerDefinition, ContainerDefinition)>)[.. LateLogRouter.FindLate(task), .. UnorderedSidecar.FindUnordered(task, context)])
        {
            if (IsNamed(container) && IsNamed(other) && CanBeWrittenAgain(container))
            {
                Wanted(container).Add(other);
            }
        }
    }

    /// <summary>
    /// Operations after which <paramref name="container"/> waits for <paramref name="others"/>. None where that could close a loop, and where an entry
    /// that is there already could not be written again as it is.
    /// </summary>
    public static ImmutableArray<PatchOperation> Fix(TaskDefinition task, PolicyContext context, ContainerDefinition container, params IEnumerable<ContainerDefinition> others)
    {
        var order = new StartOrder(task, context);
        var added = order.Wanted(container).Where(other => !order.Waits(other, container)).ToList();
        if (!others.All(added.Contains))
        {
            return [];
        }

        var entries = container.DependsOn.Select(entry => Entry(entry.ContainerName.Raw, entry.Condition.Raw)).Concat(added.Select(other => Entry(other.Name.Raw, ConditionFor(task, context, other))));
        var list = new JsonArray([.. entries]);
        return [container.DependsOn.IsAbsent ? PatchOperation.Add($"{container.Path}/dependsOn", list) : PatchOperation.Replace(container.DependsOn.Path, list)];
    }

    private List<ContainerDefinition> Wanted(ContainerDefinition container) =>
        _wanted.TryGetValue(container, out var wanted) ? wanted : _wanted[container] = [];

    /// <summary>Whether <paramref name="container"/> would start after <paramref name="other"/> if every entry that is wanted were there.</summary>
    private bool Waits(ContainerDefinition container, ContainerDefinition other)
    {
        var seen = new HashSet<ContainerDefinition> { container };
        var open = new Stack<ContainerDefinition>(seen);
        while (open.TryPop(out var at))
        {
            var present = at.DependsOn.Select(entry => entry.ContainerName.ValueOrDefault is { } name ? _task.FindContainer(name) : null).OfType<ContainerDefinition>();
            foreach (var next in present.Concat(Wanted(at)).Where(seen.Add))
            {
                open.Push(next);
            }
        }

        return seen.Contains(other);
    }

    /// <summary>Whether an entry that names the container means this one and no other.</summary>
    private bool IsNamed(ContainerDefinition container) =>
        container.Name.IsKnown(out var name) && _task.ContainerDefinitions.Count(other => other.Name.ValueOrDefault == name) == 1;

    private static bool HidesDependency(ContainerDefinition container) => container.DependsOn.IsUndetermined || container.DependsOn.Any(entry => entry.ContainerName.IsUndetermined);

    private bool CanBeWrittenAgain(ContainerDefinition container) =>
        container.DependsOn.All(entry => !entry.Condition.IsUndetermined || entry.Condition.Raw is not null)
        && !_task.UnknownMembers.Any(unknown => unknown.Path.StartsWith($"{container.Path}/dependsOn/", StringComparison.Ordinal));

    /// <summary>
    /// Nothing waits for telemetry longer than for its start. Everything else is waited for until it is healthy, where ECS is told how to find out.
    /// </summary>
    private static string ConditionFor(TaskDefinition task, PolicyContext context, ContainerDefinition other) =>
        task.RoleOf(other, context) is SidecarRole.Proxy or SidecarRole.Configuration && other.HealthCheck.IsKnown(out var check) && check.Command is [{ ValueOrDefault: "CMD" or "CMD-SHELL" }, ..]
            ? "HEALTHY"
            : "START";

    private static JsonObject Entry(string? name, string? condition)
    {
        var entry = new JsonObject { ["containerName"] = name };
        if (condition is not null)
        {
            entry["condition"] = condition;
        }

        return entry;
    }
}
