using System.Globalization;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.SimpleNotificationService.Model;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.SimpleNotificationService;

/// <summary>How the operation is written and read. Names of members and errors: the service model of API version 2010-03-31.</summary>
internal static class SnsOperations
{
    public static readonly InvokeOptions Publish = new()
    {
        RequestMarshaller = new QueryRequestMarshaller<PublishRequest>("Amazon.SimpleNotificationService", "Publish", "2010-03-31", Write),
        ResponseUnmarshaller = new QueryAnswerUnmarshaller<PublishResponse>(Read, ReadError),
    };

    private static void Write(ParameterCollection form, PublishRequest request)
    {
        form.AddIfSet("TopicArn", request.TopicArn);
        form.AddIfSet("Message", request.Message);
        form.AddIfSet("Subject", request.Subject);
        form.AddIfSet("MessageStructure", request.MessageStructure);
        form.AddIfSet("MessageGroupId", request.MessageGroupId);
        form.AddIfSet("MessageDeduplicationId", request.MessageDeduplicationId);
        var number = 0;
        foreach (var (name, attribute) in request.MessageAttributes)
        {
            var entry = string.Create(CultureInfo.InvariantCulture, $"MessageAttributes.entry.{++number}.");
            form.Add(entry + "Name", name);
            form.AddIfSet(entry + "Value.DataType", attribute.DataType);
            form.AddIfSet(entry + "Value.StringValue", attribute.StringValue);
        }
    }

    private static void Read(XmlUnmarshallerContext xml, PublishResponse response)
    {
        if (xml.TestExpression("PublishResult/MessageId"))
        {
            response.MessageId = StringUnmarshaller.Instance.Unmarshall(xml);
        }
        else if (xml.TestExpression("PublishResult/SequenceNumber"))
        {
            response.SequenceNumber = StringUnmarshaller.Instance.Unmarshall(xml);
        }
    }

    private static AmazonSimpleNotificationServiceException ReadError(ErrorResponse error) => error.Code switch
    {
        "AuthorizationError" => new AuthorizationErrorException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidParameter" => new InvalidParameterException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "NotFound" => new NotFoundException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "Throttled" => new ThrottledException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        _ => new AmazonSimpleNotificationServiceException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
    };
}
