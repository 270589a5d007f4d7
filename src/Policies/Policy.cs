using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>
/// One rule. Implementations are pure: no clock, no I/O, no AWS SDK, no state. What they need to know about the world is in the
/// <see cref="PolicyContext"/>; what they find goes into the <see cref="Verdict"/>.
/// </summary>
public abstract class Policy
{
    public abstract PolicyMetadata Metadata { get; }
}

/// <summary>A rule about a task definition.</summary>
public abstract class TaskDefinitionPolicy : Policy
{
    /// <summary>Judges <paramref name="task"/>. A policy that adds nothing to <paramref name="verdict"/> has passed.</summary>
    public abstract void Judge(TaskDefinition task, PolicyContext context, Verdict verdict);
}

/// <summary>A rule about what became of a running task, judged on one ECS Task State Change event.</summary>
public abstract class TaskStatePolicy : Policy
{
    /// <summary>One finding for each task, rather than one for the revision and container with a count of tasks.</summary>
    public virtual bool RecordsEachTask => false;

    /// <inheritdoc cref="TaskDefinitionPolicy.Judge"/>
    public abstract void Judge(TaskStateChange task, PolicyContext context, Verdict verdict);
}
