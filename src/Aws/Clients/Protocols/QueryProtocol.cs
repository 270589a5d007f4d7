using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Util;

namespace EcsGuard.Aws.Clients.Protocols;

/// <summary>The request of AWS query: a form with Action, Version and the members (smithy.io/2.0/aws/protocols/aws-query-protocol.html).</summary>
internal sealed class QueryRequestMarshaller<TRequest>(string service, string action, string version, Action<ParameterCollection, TRequest> addMembers) : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, service) { HttpMethod = "POST" };
        request.ParameterCollection.Add("Action", action);
        request.ParameterCollection.Add("Version", version);
        addMembers(request.ParameterCollection, (TRequest)input);
        request.ContentStream = AWSSDKUtils.WriteParametersToPooledStream(request);
        return request;
    }
}

/// <summary>The answer of AWS query: <paramref name="read"/> is called once for each element, with the context standing on it.</summary>
internal sealed class QueryAnswerUnmarshaller<TResponse>(Action<XmlUnmarshallerContext, TResponse> read, Func<ErrorResponse, AmazonServiceException> error) : XmlResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        var response = new TResponse { ResponseMetadata = new ResponseMetadata() };
        try
        {
            while (input.Read())
            {
                if (!input.IsStartElement)
                {
                    continue;
                }

                if (input.TestExpression("ResponseMetadata/RequestId"))
                {
                    response.ResponseMetadata.RequestId = StringUnmarshaller.Instance.Unmarshall(input);
                }
                else
                {
                    read(input, response);
                }
            }
        }
        catch (XmlException failure)
        {
            // Of this type, so that the retry step knows it for an answer that arrived damaged.
            throw new AmazonUnmarshallingException(input.ResponseData.GetHeaderValue("x-amzn-RequestId"), input.CurrentPath, failure, input.ResponseData.StatusCode);
        }

        return response;
    }

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var answer = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
        answer.InnerException = innerException;
        answer.StatusCode = statusCode;
        return error(answer);
    }
}

/// <summary>Writing members that a request may leave out.</summary>
internal static class QueryMembers
{
    public static void AddIfSet(this ParameterCollection form, string name, string? value)
    {
        if (value is not null)
        {
            form.Add(name, value);
        }
    }
}
