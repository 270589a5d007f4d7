using System.Text.Json;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.ECS;

/// <summary>How each operation is written and read. Names of members, targets and errors: the service model of API version 2014-11-13.</summary>
internal static class EcsOperations
{
    public static readonly InvokeOptions DescribeTaskDefinition = Operation<DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse>(
        nameof(DescribeTaskDefinition),
        static (json, request) =>
        {
            json.WriteTextIfSet("taskDefinition", request.TaskDefinition);
            if (request.Include is { Count: > 0 } include)
            {
                json.WriteStartArray("include");
                include.ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }
        },
        static (bytes, answer) => new DescribeTaskDefinitionResponse { Json = bytes, TaskDefinition = ReadTaskDefinition(answer) });

    public static readonly InvokeOptions ListTaskDefinitions = Operation<ListTaskDefinitionsRequest, ListTaskDefinitionsResponse>(
        nameof(ListTaskDefinitions),
        static (json, request) =>
        {
            json.WriteTextIfSet("familyPrefix", request.FamilyPrefix);
            json.WriteTextIfSet("status", request.Status?.Value);
            json.WriteTextIfSet("sort", request.Sort?.Value);
            json.WriteTextIfSet("nextToken", request.NextToken);
            if (request.MaxResults is { } maxResults)
            {
                json.WriteNumber("maxResults", maxResults);
            }
        },
        static (_, answer) => new ListTaskDefinitionsResponse
        {
            TaskDefinitionArns = answer.Items("taskDefinitionArns", static arn => arn.GetString()!),
            NextToken = answer.Text("nextToken"),
        });

    public static readonly InvokeOptions DeregisterTaskDefinition = Operation<DeregisterTaskDefinitionRequest, DeregisterTaskDefinitionResponse>(
        nameof(DeregisterTaskDefinition),
        static (json, request) => json.WriteTextIfSet("taskDefinition", request.TaskDefinition),
        static (_, answer) => new DeregisterTaskDefinitionResponse { TaskDefinition = ReadTaskDefinition(answer) });

    public static readonly InvokeOptions ListAccountSettings = Operation<ListAccountSettingsRequest, ListAccountSettingsResponse>(
        nameof(ListAccountSettings),
        static (json, request) =>
        {
            json.WriteTextIfSet("name", request.Name?.Value);
            json.WriteTextIfSet("value", request.Value);
            json.WriteTextIfSet("principalArn", request.PrincipalArn);
            if (request.EffectiveSettings is { } effectiveSettings)
            {
                json.WriteBoolean("effectiveSettings", effectiveSettings);
            }

            json.WriteTextIfSet("nextToken", request.NextToken);
            if (request.MaxResults is { } maxResults)
            {
                json.WriteNumber("maxResults", maxResults);
            }
        },
        static (_, answer) => new ListAccountSettingsResponse
        {
            Settings = answer.Items("settings", static setting => new Setting
            {
                Name = setting.Text("name") is { } name ? new SettingName(name) : null,
                Value = setting.Text("value"),
                PrincipalArn = setting.Text("principalArn"),
            }),
            NextToken = answer.Text("nextToken"),
        });

    private static InvokeOptions Operation<TRequest, TResponse>(string name, Action<Utf8JsonWriter, TRequest> write, Func<byte[], JsonElement, TResponse> read)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse => new()
        {
            RequestMarshaller = new JsonRequestMarshaller<TRequest>("Amazon.ECS", $"AmazonEC2ContainerServiceV20141113.{name}", write),
            ResponseUnmarshaller = new JsonAnswerUnmarshaller<TResponse>(read, ReadError),
        };

    private static TaskDefinition? ReadTaskDefinition(JsonElement answer) => answer.Member("taskDefinition") is { } task
        ? new TaskDefinition
        {
            TaskDefinitionArn = task.Text("taskDefinitionArn"),
            Family = task.Text("family"),
            Revision = task.Member("revision")?.GetInt32(),
            Status = task.Text("status") is { } status ? new TaskDefinitionStatus(status) : null,
        }
        : null;

    private static AmazonECSException ReadError(ErrorResponse error) => error.Code switch
    {
        "AccessDeniedException" => new AccessDeniedException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ClientException" => new ClientException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidParameterException" => new InvalidParameterException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ServerException" => new ServerException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        // Throttling is not in the service model: ThrottlingException stays a code, by which the SDK's retry step knows it.
        _ => new AmazonECSException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
    };
}
