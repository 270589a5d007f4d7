namespace EcsGuard.Policies;

/// <summary>The part of a definition that a policy looks after.</summary>
public enum Category { Sizing, Logging, Roles, Sidecars, Spot, Network, Storage, Isolation, Images, Parameters }
