using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests.Model;

public sealed class TaskDefinitionArnTests
{
    [Theory]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7", "aws", "eu-west-1", "111122223333", "web", 7, "web:7")]
    [InlineData("arn:aws:ecs:us-east-1:111122223333:task-definition/web_2-b:1000000", "aws", "us-east-1", "111122223333", "web_2-b", 1000000, "web_2-b:1000000")]
    [InlineData("arn:aws-cn:ecs:cn-north-1:111122223333:task-definition/web:1", "aws-cn", "cn-north-1", "111122223333", "web", 1, "web:1")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web", "aws", "eu-west-1", "111122223333", "web", null, "web")]
    public void A_name_of_a_revision_or_family_is_taken_apart_and_printed_again(
        string text, string partition, string region, string account, string family, int? revision, string shortName)
    {
        Assert.True(TaskDefinitionArn.TryParse(text, out var arn));
        Assert.Equal(new TaskDefinitionArn(partition, region, account, family, revision), arn);
        Assert.Equal(text, arn.ToString());
        Assert.Equal(shortName, arn.ShortName);
    }

    [Theory]
    [InlineData("eu-west-1", "aws")]
    [InlineData("cn-northwest-1", "aws-cn")]
    [InlineData("us-gov-east-1", "aws-us-gov")]
    [InlineData("us-east-1", "aws")]
    public void A_region_tells_its_partition(string region, string partition) => Assert.Equal(partition, TaskDefinitionArn.PartitionOf(region));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("web:7")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333")]
    [InlineData("urn:aws:ecs:eu-west-1:111122223333:task-definition/web:7")]
    [InlineData("arn:aws:ec2:eu-west-1:111122223333:task-definition/web:7")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task/web:7")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/:7")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:0")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:-1")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:x")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:99999999999")]
    [InlineData("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7:8")]
    [InlineData("arn::ecs:eu-west-1:111122223333:task-definition/web:7")]
    [InlineData("arn:aws:ecs::111122223333:task-definition/web:7")]
    [InlineData("arn:aws:ecs:eu-west-1::task-definition/web:7")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.False(TaskDefinitionArn.TryParse(text, out var arn));
        Assert.Null(arn);
    }
}
