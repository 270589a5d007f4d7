using System.Collections.Immutable;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies;

/// <summary>Changes what keeps a task alive, together with all that other policies ask of a container in its new role.</summary>
internal static class EssentialFix
{
    /// <summary>
    /// Operations that make a container essential. None where another container waits for its end (ECS refuses both at once), where no application
    /// keeps the task alive (whether its sidecars should is then for its author to say), and where hidden values keep the consequences from being known.
    /// </summary>
    public static ImmutableArray<PatchOperation> Require(TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        !MayBeAwaited(task, container) && task.IsHeld(context) && TightMemoryLimit.OnBecomingEssential(task, container, context) is { } memory
            ? [PatchOperation.Replace(container.Essential.Path, true), .. memory, .. UnsetStopTimeoutOnSpot.OnBecomingEssential(task, container, context)]
            : [];

    /// <summary>
    /// Operations after which the task goes on without a sidecar, which is restarted instead. None where the task would be left without anything
    /// essential, which ECS refuses, and where the restart policy is hidden.
    /// </summary>
    public static ImmutableArray<PatchOperation> Release(TaskDefinition task, ContainerDefinition container, PolicyContext context) =>
        task.IsHeld(context) && UnrestartedSidecar.IsRestarted(container, out var restart) is { } isRestarted
            ? [PatchOperation.Add($"{container.Path}/essential", false), .. isRestarted ? [] : new[] { restart }]
            : [];

    private static bool MayBeAwaited(TaskDefinition task, ContainerDefinition container)
    {
        var notes = new Verdict();
        return task.WaitingFor(container, condition => condition is "COMPLETE" or "SUCCESS", notes, matters: true).Count > 0 || notes.IsUndetermined;
    }

    /// <summary>Whether the task lives and dies with a container that is more than a telemetry sidecar and does not run to its end before the others.</summary>
    private static bool IsHeld(this TaskDefinition task, PolicyContext context) =>
        task.ContainerDefinitions.Any(container => container.IsEssential == true && !task.IsAwaited(container) && task.RoleOf(container, context) != SidecarRole.Telemetry);
}
