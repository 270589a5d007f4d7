namespace EcsGuard.Policies;

/// <summary>Which policies are on.</summary>
public enum PolicySet
{
    /// <summary>On by default.</summary>
    Recommended,

    /// <summary>Opt-in, because it hits nearly every real definition.</summary>
    Strict,

    /// <summary>Needs a setting before it can judge.</summary>
    Configured,
}
