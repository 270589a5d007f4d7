namespace EcsGuard.Policies;

/// <summary>How bad a finding is. A policy has one; the policy file may set another.</summary>
public enum Severity { Info, Low, Medium, High, Critical }
