using Amazon.Runtime;

namespace Amazon.ECS.Model;

public class DescribeTaskDefinitionRequest : AmazonWebServiceRequest
{
    /// <summary>An ARN, <c>family:revision</c>, or a family, which means its newest ACTIVE revision.</summary>
    public string? TaskDefinition { get; set; }

    /// <summary><c>TAGS</c> or nothing.</summary>
    public List<string> Include { get; set; } = [];
}

public class DescribeTaskDefinitionResponse : AmazonWebServiceResponse
{
    public TaskDefinition? TaskDefinition { get; set; }

    /// <summary>
    /// The answer as it came, UTF-8: <c>{"taskDefinition":{…},"tags":[…]}</c>. AWSSDK.ECS has no such member; it would drop what its version of the
    /// service model does not know, and EcsGuard judges what ECS said.
    /// </summary>
    public ReadOnlyMemory<byte> Json { get; set; }
}
