using System.Collections.Immutable;
using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>
/// The pairs of CPU units and MiB in which Fargate sells tasks. Windows tasks have the rows from 1 to 4 vCPU only.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html (task CPU and memory).
/// </summary>
public static class FargateSizes
{
    private const int NamedSizes = 2;

    private static readonly Row[] Rows =
    [
        new(256, [512, 1024, 2048]),
        new(512, Steps(1024, 4096, 1024)),
        new(1024, Steps(2048, 8192, 1024)),
        new(2048, Steps(4096, 16384, 1024)),
        new(4096, Steps(8192, 30720, 1024)),
        new(8192, Steps(16384, 61440, 4096)),
        new(16384, Steps(32768, 122880, 8192)),
        new(32768, [61440, 122880, 249856]),
    ];

    /// <summary>Whether there is a size with these CPU units and this memory (MiB); null stands for any.</summary>
    public static bool Exists(int? cpu, int? memory) =>
        Rows.Any(row => (cpu is null || row.Cpu == cpu) && (memory is null || row.Memory.Contains(memory.Value)));

    /// <summary>Whether Windows tasks can have <paramref name="cpu"/> CPU units: 1, 2 or 4 vCPU.</summary>
    public static bool IsForWindows(int cpu) => cpu is 1024 or 2048 or 4096;

    /// <summary>
    /// The smallest size of each row that has at least <paramref name="cpu"/> CPU units and <paramref name="memory"/> MiB, nearest first; none where
    /// Fargate has nothing that large.
    /// </summary>
    public static IEnumerable<(int Cpu, int Memory)> HoldingBoth(int cpu, int memory, bool windows) =>
        Rows.Where(row => row.Cpu >= cpu && row.Memory[^1] >= memory && (!windows || IsForWindows(row.Cpu)))
            .Select(row => (row.Cpu, row.Memory.First(size => size >= memory)));

    /// <summary>
    /// The memory (MiB) that a Linux task really gets on Fargate: <paramref name="memory"/>, its own, or that of the nearest size where Fargate does not
    /// sell what the task asks for.
    /// </summary>
    internal static int Memory(TaskDefinition task, int memory) =>
        task.Cpu.ValueOrDefault?.Units is not { } cpu || Exists(cpu, memory) ? memory
        : HoldingBoth(cpu, memory, windows: false).Select(size => size.Memory).FirstOrDefault(memory);

    /// <summary>The largest size there is.</summary>
    public static (int Cpu, int Memory) Largest(bool windows)
    {
        var row = Rows.Last(row => !windows || IsForWindows(row.Cpu));
        return (row.Cpu, row.Memory[^1]);
    }

    /// <summary>The nearest sizes that hold both, or the largest where none does: the end of a message.</summary>
    internal static string DescribeNearest(int cpu, int memory, bool windows)
    {
        var above = HoldingBoth(cpu, memory, windows).Take(NamedSizes).Select(size => $"{size.Cpu} with {size.Memory} MiB").ToArray();
        return above.Length > 0
            ? $"the nearest above: {string.Join(", ", above)}"
            : $"the largest is {Largest(windows).Cpu} with {Largest(windows).Memory} MiB";
    }

    /// <summary>
    /// Operations that make the nearest size out of <paramref name="cpu"/> and <paramref name="memory"/> (null: the task sets none). None where no
    /// size holds both, where the containers do not fit in, so that a larger one is needed, and where the organisation does not let a task be so large.
    /// </summary>
    internal static ImmutableArray<PatchOperation> Fix(TaskDefinition task, int cpu, int? memory, bool windows, PolicyContext context)
    {
        var fix = ImmutableArray.CreateBuilder<PatchOperation>();
        foreach (var nearest in HoldingBoth(cpu, memory ?? 0, windows).Take(1))
        {
            if ((memory is { } own && !HoldsContainers(task, own, nearest.Memory)) || !SizeBudget.Holds(context, nearest.Cpu, memory is null ? 0 : nearest.Memory))
            {
                break;
            }

            if (nearest.Cpu != cpu)
            {
                fix.Add(PatchOperation.Replace(task.Cpu.Path, Text(nearest.Cpu)));
            }

            if (memory is not null && nearest.Memory != memory)
            {
                fix.Add(PatchOperation.Replace(task.Memory.Path, Text(nearest.Memory)));
            }
        }

        return fix.ToImmutable();
    }

    /// <summary>Whether no container has a limit over the memory (MiB) that the task asks for, and all fit together into the memory that it would get.</summary>
    private static bool HoldsContainers(TaskDefinition task, int asked, int got) =>
        task.ContainerDefinitions.All(container => container.Memory.ValueOrDefault <= asked) && task.ContainerDefinitions.Shares(Sizing.MemoryShare).Total() <= got;

    private static string Text(int units) => units.ToString(CultureInfo.InvariantCulture);

    private static ImmutableArray<int> Steps(int first, int last, int step) => [.. Enumerable.Range(0, ((last - first) / step) + 1).Select(index => first + (index * step))];

    private sealed record Row(int Cpu, ImmutableArray<int> Memory);
}
