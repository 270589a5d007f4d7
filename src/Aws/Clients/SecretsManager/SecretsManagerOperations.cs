using System.Text.Json;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager.Model;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.SecretsManager;

/// <summary>How the operation is written and read. Names of members, target and errors: the service model of API version 2017-10-17.</summary>
internal static class SecretsManagerOperations
{
    public static readonly InvokeOptions GetSecretValue = new()
    {
        RequestMarshaller = new JsonRequestMarshaller<GetSecretValueRequest>("Amazon.SecretsManager", "secretsmanager.GetSecretValue", Write),
        ResponseUnmarshaller = new JsonAnswerUnmarshaller<GetSecretValueResponse>(Read, ReadError),
    };

    private static void Write(Utf8JsonWriter json, GetSecretValueRequest request)
    {
        json.WriteTextIfSet("SecretId", request.SecretId);
        json.WriteTextIfSet("VersionId", request.VersionId);
        json.WriteTextIfSet("VersionStage", request.VersionStage);
    }

    private static GetSecretValueResponse Read(byte[] bytes, JsonElement answer) => new()
    {
        ARN = answer.Text("ARN"),
        Name = answer.Text("Name"),
        VersionId = answer.Text("VersionId"),
        SecretString = answer.Text("SecretString"),
    };

    private static AmazonSecretsManagerException ReadError(ErrorResponse error) => error.Code switch
    {
        "DecryptionFailure" => new DecryptionFailureException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InternalServiceError" => new InternalServiceErrorException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidParameterException" => new InvalidParameterException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidRequestException" => new InvalidRequestException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ResourceNotFoundException" => new ResourceNotFoundException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        _ => new AmazonSecretsManagerException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
    };
}
