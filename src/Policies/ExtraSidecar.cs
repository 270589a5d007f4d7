namespace EcsGuard.Policies;

/// <summary>A sidecar of the organisation's own, which no table of ours can know.</summary>
/// <param name="Pattern">Which containers are it.</param>
/// <param name="Role">What it is there for.</param>
public sealed record ExtraSidecar(ContainerPattern Pattern, SidecarRole Role)
{
    /// <summary>What <see cref="Sidecars"/> takes such a container for.</summary>
    internal KnownSidecar Sidecar { get; } = new("listed in the policy file", Role, [], [], []) { HasUnknownPorts = true };

    /// <summary>As a policy file would spell it.</summary>
    public override string ToString() => $"{Pattern} as {Role.ToText()}";
}
