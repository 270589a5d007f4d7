namespace EcsGuard.Policies;

/// <summary>When a policy can find something.</summary>
public enum PolicyKind
{
    /// <summary>ECS itself refuses it: it matters before deployment.</summary>
    Preflight,

    /// <summary>ECS accepts it; an organisation should not.</summary>
    Posture,

    /// <summary>Learned from a task that runs or ran.</summary>
    Runtime,
}
