namespace EcsGuard.Policies.Iam;

/// <summary>Whether something holds, as far as documents can tell. In order, so that the smaller of two is what both allow to say.</summary>
internal enum Certainty
{
    No,

    /// <summary>A condition, a policy variable, or a part of the resource's name that the definition does not tell, decides.</summary>
    Maybe,

    Yes,
}

internal static class Certainties
{
    public static Certainty And(this Certainty one, Certainty other) => one < other ? one : other;

    public static Certainty Or(this Certainty one, Certainty other) => one > other ? one : other;

    public static Certainty Not(this Certainty one) => (Certainty)(Certainty.Yes - one);
}
