using Amazon.Runtime;

namespace Amazon.ECS.Model;

public class ListTaskDefinitionsRequest : AmazonWebServiceRequest
{
    /// <summary>The whole name of one family, whatever "prefix" suggests.</summary>
    public string? FamilyPrefix { get; set; }

    /// <summary>ACTIVE where unset.</summary>
    public TaskDefinitionStatus? Status { get; set; }

    public SortOrder? Sort { get; set; }

    /// <summary>1 to 100, and 100 where unset.</summary>
    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public class ListTaskDefinitionsResponse : AmazonWebServiceResponse
{
    public List<string> TaskDefinitionArns { get; set; } = [];

    /// <summary>What the next request must carry; null after the last page.</summary>
    public string? NextToken { get; set; }
}
