using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>Whether AWS may take a task's capacity back with two minutes' notice.</summary>
public static class Spot
{
    /// <summary>The policy that owns the list of families; others heed it.</summary>
    public const string Owner = "unset-stop-timeout-on-spot";

    public static PolicyOption<string[]> Families { get; } = new("families", "Families that run on Spot capacity whatever the events have shown; `*` and `?` stand for any text and any character.", []);

    /// <summary>Whether the family is known to run on Spot, from events or from the policy file. What nobody knows counts as no.</summary>
    public static bool IsOnSpot(this TaskDefinition task, PolicyContext context) =>
        context.OnSpot == true
        || (context.Arn?.Family ?? task.Family.ValueOrDefault) is { } family && context.Get(Owner, Families).Any(pattern => Glob.IsMatch(pattern, family));
}
