using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Ports;

/// <summary>The task definitions of ECS itself.</summary>
public interface ITaskDefinitions
{
    /// <summary>
    /// The answer of DescribeTaskDefinition with tags, as JSON: <c>{ "taskDefinition": …, "tags": … }</c>. One call, retried within bounds.
    /// </summary>
    Task<DescribedTaskDefinition> DescribeAsync(TaskDefinitionArn arn, CancellationToken cancellationToken);

    /// <summary>The newest ACTIVE revisions of a family, newest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<TaskDefinitionArn>> ListNewestAsync(string account, string region, string family, int limit, CancellationToken cancellationToken);
}

/// <summary>What ECS answered.</summary>
/// <param name="Json">The answer; null where <paramref name="Refusal"/> says why there is none.</param>
/// <param name="Refusal">Why ECS will not give the definition, however often it is asked.</param>
public sealed record DescribedTaskDefinition(ReadOnlyMemory<byte>? Json, DescribeRefusal? Refusal)
{
    public static DescribedTaskDefinition Found(ReadOnlyMemory<byte> json) => new(json, null);

    public static DescribedTaskDefinition Refused(DescribeRefusal refusal) => new(null, refusal);
}

public enum DescribeRefusal
{
    /// <summary>There is no such revision (any more).</summary>
    NotFound,

    /// <summary>The role may not ask, or may not be assumed.</summary>
    AccessDenied,
}
