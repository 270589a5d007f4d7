using System.Collections.Immutable;
using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>All that a policy may know beside the definition: gathered before it is called, never asked for by it.</summary>
public sealed record PolicyContext
{
    /// <summary>Nothing is known: what <c>ecsguard scan</c> has for a file without a policy file.</summary>
    public static PolicyContext Empty { get; } = new();

    /// <summary>The registered revision, or without a number the family that the definition is to be registered in; null where that is not known.</summary>
    public TaskDefinitionArn? Arn { get; init; }

    /// <summary>
    /// The account's <c>defaultLogDriverMode</c> in the definition's region (<c>blocking</c> or <c>non-blocking</c>); null where it is not set or nobody
    /// asked, as <c>ecsguard scan</c> does not. AWS's own default, <c>non-blocking</c> since 2025-06-25, is in force then.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html.
    /// </summary>
    public string? DefaultLogDriverMode { get; init; }

    /// <summary>
    /// Where tasks of the family have been seen to run (<c>FARGATE</c>, <c>EC2</c>, <c>EXTERNAL</c> …); null before any event has shown it, and where events
    /// have shown more than one place.
    /// </summary>
    public string? LaunchType { get; init; }

    /// <summary>
    /// Whether tasks of the family run on Spot capacity: a task event's <c>capacityProviderName</c> or a service's strategy has shown it; null where
    /// nothing has shown either way. Policies also heed the families that the policy file lists (<see cref="Spot.Families"/>).
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html.
    /// </summary>
    public bool? OnSpot { get; init; }

    /// <summary>
    /// Whether tasks of the family run with ECS Exec (<c>enableExecuteCommand</c> of a task event or service); null where nothing has shown either way.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html.
    /// </summary>
    public bool? EcsExec { get; init; }

    /// <summary>
    /// Every family of the recorded estate whose latest revision has this definition's task role, this family among them; null where the estate was
    /// not asked.
    /// </summary>
    public ImmutableArray<string>? FamiliesSharingTaskRole { get; init; }

    /// <summary>Containers that the organisation counts as sidecars beside those that are known (<see cref="Sidecars"/>); the first that matches counts.</summary>
    public ImmutableArray<ExtraSidecar> ExtraSidecars { get; init; } = [];

    /// <summary>The role in <c>executionRoleArn</c>; null where IAM was not asked, which it is only if the operator allows it, or the definition names none.</summary>
    public RoleAnswer? ExecutionRole { get; init; }

    /// <summary>The role in <c>taskRoleArn</c>; null as for <see cref="ExecutionRole"/>.</summary>
    public RoleAnswer? TaskRole { get; init; }

    /// <summary>Values of options by policy id and key; a policy reads its own through <see cref="Get{T}(Policy, PolicyOption{T})"/>.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, object>> Settings { get; init; } =
        ImmutableDictionary<string, ImmutableDictionary<string, object>>.Empty;

    /// <summary>This context with one option set.</summary>
    public PolicyContext With<T>(string policyId, PolicyOption<T> option, T value)
        where T : notnull
    {
        var settings = Settings.GetValueOrDefault(policyId, ImmutableDictionary<string, object>.Empty);
        return this with { Settings = Settings.SetItem(policyId, settings.SetItem(option.Key, value)) };
    }

    /// <summary>What differs from <see cref="Empty"/>, as name and value, for the page that prints a policy's examples. Whoever adds a fact adds its line.</summary>
    public IEnumerable<(string Name, string Value)> Describe()
    {
        foreach (var (key, value) in Settings.OrderBy(policy => policy.Key, StringComparer.Ordinal).SelectMany(policy => policy.Value.OrderBy(setting => setting.Key, StringComparer.Ordinal)))
        {
            yield return ($"setting `{key}`", PolicyOption.ToText(value));
        }

        if (Arn is { } arn)
        {
            yield return ("revision", arn.ToString());
        }

        if (DefaultLogDriverMode is { } mode)
        {
            yield return ("account setting `defaultLogDriverMode`", mode);
        }

        if (LaunchType is { } launchType)
        {
            yield return ("launch type seen in task events", launchType);
        }

        if (OnSpot is { } onSpot)
        {
            yield return ("runs on Spot capacity", onSpot ? "yes" : "no");
        }

        if (EcsExec is { } ecsExec)
        {
            yield return ("runs with ECS Exec", ecsExec ? "yes" : "no");
        }

        if (FamiliesSharingTaskRole is { } families)
        {
            yield return ("families with the same task role", string.Join(", ", families));
        }

        if (!ExtraSidecars.IsEmpty)
        {
            yield return ("the organisation's own sidecars", string.Join(", ", ExtraSidecars));
        }

        foreach (var fact in Describe("execution role", ExecutionRole).Concat(Describe("task role", TaskRole)))
        {
            yield return fact;
        }
    }

    private static IEnumerable<(string Name, string Value)> Describe(string kind, RoleAnswer? role)
    {
        if (role?.Refusal is { } refusal)
        {
            yield return (kind, refusal switch
            {
                RoleRefusal.NotFound => "does not exist",
                RoleRefusal.AccessDenied => "may not be read",
                _ => "of another account",
            });
        }

        if (role?.Documents is not { } documents)
        {
            yield break;
        }

        yield return (kind, documents.Arn);
        yield return ($"trust policy of the {kind}", documents.TrustPolicy);
        foreach (var policy in documents.Policies)
        {
            yield return ($"policy {policy.Name} of the {kind}", policy.Document);
        }

        if (documents.PermissionsBoundary is { } boundary)
        {
            yield return ($"permissions boundary of the {kind}", boundary.Document);
        }
    }

    /// <summary>The value in force of one of a policy's options.</summary>
    public T Get<T>(Policy policy, PolicyOption<T> option)
        where T : notnull => Get(policy.Metadata.Id, option);

    /// <summary>The same, for an option that more than one policy heeds; <paramref name="policy"/> is the id of the one that owns it.</summary>
    public T Get<T>(string policy, PolicyOption<T> option)
        where T : notnull =>
        Settings.TryGetValue(policy, out var settings) && settings.TryGetValue(option.Key, out var value) ? (T)value : option.Default;
}
