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
