using Amazon.Runtime;

namespace Amazon.ECS.Model;

public class DeregisterTaskDefinitionRequest : AmazonWebServiceRequest
{
    /// <summary>An ARN or <c>family:revision</c>.</summary>
    public string? TaskDefinition { get; set; }
}

public class DeregisterTaskDefinitionResponse : AmazonWebServiceResponse
{
    public TaskDefinition? TaskDefinition { get; set; }
}
