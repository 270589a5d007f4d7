using System.Collections.Immutable;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>All that a policy may know beside the definition: gathered before it is called, never asked for by it.</summary>
public sealed record PolicyContext
{
    /// <summary>Nothing is known: what <c>ecsguard scan</c> has for a file without a policy file.</summary>
    public static PolicyContext Empty { get; } = new();

    /// <summary>The registered revision; null before registration.</summary>
    public TaskDefinitionArn? Arn { get; init; }

    /// <summary>
    /// The account's <c>defaultLogDriverMode</c> (<c>blocking</c> or <c>non-blocking</c>); null where it could not be read or nobody asked.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html.
    /// </summary>
    public string? DefaultLogDriverMode { get; init; }

    /// <summary>Where tasks of the family have been seen to run (<c>FARGATE</c>, <c>EC2</c>, <c>EXTERNAL</c> …); null before any event has shown it.</summary>
    public string? LaunchType { get; init; }

    /// <summary>Values of options by policy id and key; a policy reads its own through <see cref="Get{T}"/>.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, object>> Settings { get; init; } =
        ImmutableDictionary<string, ImmutableDictionary<string, object>>.Empty;

    /// <summary>The value in force of one of a policy's options.</summary>
    public T Get<T>(Policy policy, PolicyOption<T> option)
        where T : notnull =>
        Settings.TryGetValue(policy.Metadata.Id, out var settings) && settings.TryGetValue(option.Key, out var value) ? (T)value : option.Default;
}
