using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

public class PublishRequest : AmazonWebServiceRequest
{
    public string? TopicArn { get; set; }

    /// <summary>At most 256 KiB (262,144 bytes) of UTF-8, attributes included.</summary>
    public string? Message { get; set; }

    /// <summary>Subject of e-mails: at most 100 ASCII characters, no line break.</summary>
    public string? Subject { get; set; }

    /// <summary>By name; subscriptions can filter on them.</summary>
    public Dictionary<string, MessageAttributeValue> MessageAttributes { get; set; } = [];

    /// <summary><c>json</c> when <see cref="Message"/> is a JSON object with one text per protocol.</summary>
    public string? MessageStructure { get; set; }

    /// <summary>FIFO topics require it.</summary>
    public string? MessageGroupId { get; set; }

    /// <summary>FIFO topics drop a message whose id they have seen within five minutes.</summary>
    public string? MessageDeduplicationId { get; set; }
}

public class PublishResponse : AmazonWebServiceResponse
{
    public string? MessageId { get; set; }

    /// <summary>FIFO topics only.</summary>
    public string? SequenceNumber { get; set; }
}

public class MessageAttributeValue
{
    /// <summary><c>String</c>, <c>String.Array</c> or <c>Number</c>.</summary>
    public string? DataType { get; set; }

    public string? StringValue { get; set; }
}
