using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

public class GetSecretValueRequest : AmazonWebServiceRequest
{
    /// <summary>ARN or name of the secret; of another account's, the ARN.</summary>
    public string? SecretId { get; set; }

    /// <summary>A version; the current one where unset.</summary>
    public string? VersionId { get; set; }

    /// <summary>The label of a version, such as <c>AWSPREVIOUS</c>; <c>AWSCURRENT</c> where unset.</summary>
    public string? VersionStage { get; set; }
}

public class GetSecretValueResponse : AmazonWebServiceResponse
{
    public string? ARN { get; set; }

    public string? Name { get; set; }

    public string? VersionId { get; set; }

    /// <summary>The secret itself; null for one that is binary. It must not leave the process.</summary>
    public string? SecretString { get; set; }
}
