using Amazon.ECS;
using Amazon.ECS.Model;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Model;

namespace EcsGuard.Aws;

/// <summary>Task definitions, asked of ECS in the account and region that an ARN names.</summary>
public sealed class EcsTaskDefinitions(AwsClients clients) : ITaskDefinitions
{
    // What one page of ListTaskDefinitions holds at most.
    private const int PageLimit = 100;

    public async Task<DescribedTaskDefinition> DescribeAsync(TaskDefinitionArn arn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arn);
        if (!AwsClients.IsAccount(arn.Account) || !AwsClients.IsRegion(arn.Region))
        {
            return DescribedTaskDefinition.Refused(DescribeRefusal.NotFound);
        }

        try
        {
            var ecs = await clients.EcsAsync(arn.Account, arn.Region, cancellationToken).ConfigureAwait(false);
            var answer = await ecs.DescribeTaskDefinitionAsync(
                new DescribeTaskDefinitionRequest { TaskDefinition = arn.ToString(), Include = [TaskDefinitionField.TAGS.Value] },
                cancellationToken).ConfigureAwait(false);
            return answer.TaskDefinition is not null
                ? DescribedTaskDefinition.Found(answer.Json)
                : throw new InvalidDataException($"ECS answered without the task definition {arn}.");
        }
        catch (Exception refusal) when (refusal is ClientException or InvalidParameterException)
        {
            // Unknown, deregistered and no longer referenced, or not a name ECS could have given.
            return DescribedTaskDefinition.Refused(DescribeRefusal.NotFound);
        }
        catch (Exception refusal) when (AwsClients.IsForbidden(refusal))
        {
            return DescribedTaskDefinition.Refused(DescribeRefusal.AccessDenied);
        }
    }

    public async Task<IReadOnlyList<TaskDefinitionArn>> ListNewestAsync(string account, string region, string family, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var ecs = await clients.EcsAsync(account, region, cancellationToken).ConfigureAwait(false);
        var newest = new List<TaskDefinitionArn>();
        string? nextToken = null;
        do
        {
            var page = await ecs.ListTaskDefinitionsAsync(
                new ListTaskDefinitionsRequest
                {
                    FamilyPrefix = family,
                    Status = TaskDefinitionStatus.ACTIVE,
                    Sort = SortOrder.DESC,
                    MaxResults = Math.Min(limit, PageLimit),
                    NextToken = nextToken,
                },
                cancellationToken).ConfigureAwait(false);
            newest.AddRange(page.TaskDefinitionArns.Select(static text =>
                TaskDefinitionArn.TryParse(text, out var arn) ? arn : throw new InvalidDataException($"ECS listed '{text}', which names no task definition.")));
            nextToken = page.NextToken;
        }
        while (newest.Count < limit && nextToken is not null);

        // Emulators ignore the order and the limit.
        return [.. newest.OrderByDescending(static arn => arn.Revision).Take(limit)];
    }
}
