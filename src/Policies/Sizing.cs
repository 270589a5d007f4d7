using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>Reads the sizes that several sizing policies compare.</summary>
public static class Sizing
{
    /// <summary>
    /// True, with CPU units or MiB, if the task's <c>cpu</c> or <c>memory</c> is known. A text that is no size is noted as undetermined: the policies
    /// about the size itself report it.
    /// </summary>
    public static bool KnownUnits(this Verdict verdict, Field<TaskSize> size, out int units)
    {
        units = 0;
        if (!verdict.Known(size, out var known))
        {
            return false;
        }

        if (known.Units is not { } read)
        {
            verdict.Undetermined(size.Path, known.IsStandIn ? UndeterminedReason.Placeholder : UndeterminedReason.WrongType);
            return false;
        }

        units = read;
        return true;
    }

    /// <summary>Reports a task's <c>cpu</c> or <c>memory</c> that is no size, and says whether it did. A stand-in is not reported.</summary>
    internal static bool ReportMisspelt(this Verdict verdict, Field<TaskSize> field, string units)
    {
        if (!field.IsKnown(out var size) || size.Units is not null || size.IsStandIn)
        {
            return false;
        }

        verdict.Violation(field, $"'{size.Text}' is no size: write {units}.");
        return true;
    }

    /// <summary>The field that says how much memory (MiB) a container reserves: <c>memoryReservation</c>, else <c>memory</c>.</summary>
    internal static Field<int> MemoryShare(this ContainerDefinition container) =>
        container.MemoryReservation.IsAbsent ? container.Memory : container.MemoryReservation;

    /// <summary>What is known of the containers' shares of something; <see cref="NoteHidden"/> tells what is not.</summary>
    internal static List<Share> Shares(this IEnumerable<ContainerDefinition> containers, Func<ContainerDefinition, Field<int>> read)
    {
        var shares = new List<Share>();
        foreach (var container in containers)
        {
            if (read(container).IsKnown(out var amount))
            {
                shares.Add(new(container.DisplayName, amount));
            }
        }

        return shares;
    }

    /// <summary>Notes every container and share that cannot be read: for when the sum of the known ones does not decide.</summary>
    internal static void NoteHidden(this Verdict verdict, TaskDefinition task, Func<ContainerDefinition, Field<int>> read)
    {
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            verdict.Known(read(container), out _);
        }
    }

    /// <summary>The sum; two containers can ask for more than an integer holds.</summary>
    internal static long Total(this IEnumerable<Share> shares) => shares.Sum(share => (long)share.Amount);

    /// <summary>Who takes how much, for messages.</summary>
    internal static string Describe(this IEnumerable<Share> shares) =>
        string.Join(", ", shares.Where(share => share.Amount != 0).Select(share => $"{share.Container} {share.Amount}"));

    /// <summary>
    /// Whether ECS leaves the task's <c>cpu</c> and <c>memory</c> out of account: it does for Windows containers outside Fargate. Null where that
    /// cannot be told.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html (cpu, memory).
    /// </summary>
    public static bool? IgnoresTaskSize(this TaskDefinition task, PolicyContext context, Verdict verdict) =>
        task.IsWindows(verdict) switch
        {
            false => false,
            true => !task.IsFargate(context, verdict),
            null => task.IsFargate(context, verdict) == true ? false : null,
        };
}

/// <summary>What one container takes of something that the task has: MiB or CPU units.</summary>
internal readonly record struct Share(string Container, int Amount);
