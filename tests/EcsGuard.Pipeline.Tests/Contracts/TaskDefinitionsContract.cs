using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Tests.Contracts;

/// <summary>What every source of task definitions promises, ECS and the registry of the in-process pipeline alike.</summary>
public abstract class TaskDefinitionsContract
{
    protected abstract ITaskDefinitions Definitions { get; }

    /// <summary>A revision with one container <c>app</c> and the tag <c>team: payments</c>.</summary>
    protected abstract Task<TaskDefinitionArn> RegisterAsync(string family);

    protected abstract Task DeregisterAsync(TaskDefinitionArn arn);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revision_is_described_with_its_containers_and_tags()
    {
        var arn = await RegisterAsync("contract-described");
        var task = TaskDefinition.Read((await Definitions.DescribeAsync(arn, Cancelled)).Json!.Value.Span, out var form);
        Assert.Equal(TaskDefinitionForm.DescribeOutput, form);
        Assert.Equal((arn.ToString(), "contract-described", "ACTIVE"), (task.TaskDefinitionArn.ValueOrDefault, task.Family.ValueOrDefault, task.Status.ValueOrDefault));
        Assert.Equal(["app"], task.ContainerDefinitions.Select(container => container.Name.ValueOrDefault));
        Assert.Equal([("team", "payments")], task.Tags.Select(tag => (tag.Key.ValueOrDefault, tag.Value.ValueOrDefault)));
    }

    [Fact]
    public async Task A_deregistered_revision_is_described_as_inactive_and_no_longer_listed()
    {
        var first = await RegisterAsync("contract-deregistered");
        var second = await RegisterAsync("contract-deregistered");
        await DeregisterAsync(second);
        Assert.Equal("INACTIVE", TaskDefinition.Read((await Definitions.DescribeAsync(second, Cancelled)).Json!.Value.Span).Status.ValueOrDefault);
        Assert.Equal([first], await Definitions.ListNewestAsync(first.Account, first.Region, "contract-deregistered", 10, Cancelled));
    }

    [Fact]
    public async Task A_revision_that_does_not_exist_is_refused()
    {
        var arn = await RegisterAsync("contract-unknown");
        Assert.Equal(DescribedTaskDefinition.Refused(DescribeRefusal.NotFound), await Definitions.DescribeAsync(arn with { Revision = 99 }, Cancelled));
    }

    [Fact]
    public async Task The_newest_revisions_of_that_very_family_come_first()
    {
        var arns = new List<TaskDefinitionArn>();
        for (var revision = 1; revision <= 11; revision++)
        {
            arns.Add(await RegisterAsync("contract-newest"));
        }

        await RegisterAsync("contract-newest-other");
        Assert.Equal([arns[10], arns[9], arns[8]], await Definitions.ListNewestAsync(arns[0].Account, arns[0].Region, "contract-newest", 3, Cancelled));
        Assert.Equal([], await Definitions.ListNewestAsync(arns[0].Account, arns[0].Region, "contract-nobody", 3, Cancelled));
    }
}
