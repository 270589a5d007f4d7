namespace EcsGuard.Policies;

/// <summary>How large an organisation lets a task be.</summary>
public static class SizeBudget
{
    /// <summary>The policy that owns the maximums; fixes that make a task larger heed them.</summary>
    public const string Owner = "task-size-over-budget";

    public static PolicyOption<int> MaxCpu { get; } = new("maxCpu", "The most CPU units that a task may have (1024 are one vCPU); 0 is no maximum.", 0);

    public static PolicyOption<int> MaxMemory { get; } = new("maxMemory", "The most memory that a task may have, in MiB; 0 is no maximum.", 0);

    /// <summary>Whether a task may have this many CPU units and MiB.</summary>
    public static bool Holds(PolicyContext context, int cpu, int memory) =>
        IsWithin(cpu, context.Get(Owner, MaxCpu)) && IsWithin(memory, context.Get(Owner, MaxMemory));

    private static bool IsWithin(int units, int most) => most == 0 || units <= most;
}
