namespace Amazon.ECS.Model;

/// <summary>What identifies a revision. Its content is read from <see cref="DescribeTaskDefinitionResponse.Json"/>.</summary>
public class TaskDefinition
{
    public string? TaskDefinitionArn { get; set; }

    public string? Family { get; set; }

    public int? Revision { get; set; }

    public TaskDefinitionStatus? Status { get; set; }
}
