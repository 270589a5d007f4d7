using System.Collections.Immutable;

namespace EcsGuard.Policies.Iam;

/// <summary>What the ECS agent calls with an execution role. Spelled as IAM does.</summary>
internal static class AgentActions
{
    public const string GetAuthorizationToken = "ecr:GetAuthorizationToken";
    public const string BatchGetImage = "ecr:BatchGetImage";
    public const string GetDownloadUrlForLayer = "ecr:GetDownloadUrlForLayer";
    public const string CreateLogGroup = "logs:CreateLogGroup";
    public const string CreateLogStream = "logs:CreateLogStream";
    public const string PutLogEvents = "logs:PutLogEvents";
    public const string GetSecretValue = "secretsmanager:GetSecretValue";
    public const string GetParameters = "ssm:GetParameters";
    public const string GetObject = "s3:GetObject";
    public const string GetBucketLocation = "s3:GetBucketLocation";

    /// <summary>
    /// Everything that an execution role may hold without a remark: what the agent calls; what AWS's managed policy and its page on pull-through caches
    /// add for pulling images; and the reading that tools such as AWS CDK grant along with it, which opens nothing more.
    /// Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html,
    /// https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html.
    /// </summary>
    public static ImmutableArray<string> Expected { get; } =
    [
        GetAuthorizationToken, BatchGetImage, GetDownloadUrlForLayer, "ecr:BatchCheckLayerAvailability", "ecr:BatchImportUpstreamImage", "ecr:CreateRepository",
        CreateLogGroup, CreateLogStream, PutLogEvents, "logs:DescribeLogGroups", "logs:DescribeLogStreams",
        GetSecretValue, "secretsmanager:DescribeSecret",
        "ssm:GetParameter*", "ssm:DescribeParameters",
        GetObject, GetBucketLocation,
        "kms:Decrypt",
    ];
}
