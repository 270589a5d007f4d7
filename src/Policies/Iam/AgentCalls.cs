using System.Buffers;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Iam;

/// <summary>One call that the ECS agent makes with the execution role to start a task.</summary>
/// <param name="At">The value that asks for it.</param>
/// <param name="Action">Such as <c>secretsmanager:GetSecretValue</c>.</param>
/// <param name="Resource">ARN, pattern of an ARN that is known in part, or <see cref="PatternSet.NoResource"/>.</param>
internal sealed record AgentCall(Field<string> At, string Action, string Resource)
{
    /// <summary>Another name that AWS has been seen to authorise the call on; permission on that alone leaves open whether it is enough.</summary>
    public string? Alias { get; init; }
}

/// <summary>
/// Finds what a definition makes the agent call. It is the same wherever the task runs: with an execution role, ECS places the task only where the agent
/// uses that role for images and logs as well (the attributes <c>ecs.capability.execution-role-ecr-pull</c> and <c>ecs.capability.execution-role-awslogs</c>
/// that such a revision requires), and never the role of the instance.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html.
/// </summary>
internal sealed class AgentCalls
{
    private const string Suffix = "-??????";

    private static readonly SearchValues<char> AlphaNumeric = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private readonly List<AgentCall> _calls = [];
    private readonly TaskDefinition _task;
    private readonly PolicyContext _context;
    private readonly RoleDocuments _role;
    private readonly Verdict _verdict;

    private AgentCalls(TaskDefinition task, PolicyContext context, RoleDocuments role, Verdict verdict) =>
        (_task, _context, _role, _verdict) = (task, context, role, verdict);

    /// <summary>Every call, each once for the value that asks for it; what hides one is noted.</summary>
    public static IReadOnlyList<AgentCall> Of(TaskDefinition task, PolicyContext context, RoleDocuments role, Verdict verdict)
    {
        var calls = new AgentCalls(task, context, role, verdict);
        calls.AddImages();
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            calls.AddContainer(container);
        }

        return calls._calls;
    }

    private void AddContainer(ContainerDefinition container)
    {
        if (_verdict.Known(container.RepositoryCredentials, out var credentials) && _verdict.Known(credentials.CredentialsParameter, out var parameter) && parameter.Length > 0)
        {
            // Here a bare name is one of Secrets Manager; in secrets it is a parameter's.
            AddSecret(credentials.CredentialsParameter, parameter, SecretNamed);
        }

        AddSecrets(container.Secrets);
        foreach (var file in _verdict.Each(container.EnvironmentFiles))
        {
            AddObject(file.Value);
        }

        if (_verdict.Known(container.LogConfiguration, out var log))
        {
            AddSecrets(log.SecretOptions);
            AddLogs(container, log);
        }

        if (_verdict.Known(container.FirelensConfiguration, out var router) && _verdict.Known(router.Options["config-file-type"], out var kind) && kind == "s3")
        {
            AddObject(router.Options["config-file-value"]);
        }
    }

    private void AddImages()
    {
        foreach (var (container, image) in _task.ImagesOf(_verdict))
        {
            if (!image.IsPrivateEcr)
            {
                continue;
            }

            // ACCOUNT.dkr.ecr.REGION.amazonaws.com, or ACCOUNT.dkr-ecr.REGION.on.aws.
            var labels = image.Host!.Split('.');
            var region = labels[1].Contains('-', StringComparison.Ordinal) ? labels[2] : labels[3];
            if (!RoleReference.IsAccountId(labels[0]) || Images.IsStandIn(region) || Images.IsRepositoryStandIn(image.Repository))
            {
                _verdict.Undetermined(container.Image.Path, UndeterminedReason.Placeholder);
                continue;
            }

            var repository = $"arn:{_role.Partition}:ecr:{region}:{labels[0]}:repository/{image.Repository}";
            Add(container.Image, AgentActions.GetAuthorizationToken, PatternSet.NoResource);
            Add(container.Image, AgentActions.BatchGetImage, repository);
            Add(container.Image, AgentActions.GetDownloadUrlForLayer, repository);
        }
    }

    private void AddSecrets(FieldList<Secret> secrets)
    {
        foreach (var secret in _verdict.Each(secrets))
        {
            if (_verdict.Known(secret.ValueFrom, out var source) && source.Length > 0)
            {
                AddSecret(secret.ValueFrom, source, ParameterNamed);
            }
        }
    }

    /// <summary>
    /// A secret or parameter by its ARN, of which a secret's may go on with <c>:json-key:version-stage:version-id</c> and a parameter's with
    /// <c>:version</c>; or by its name.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html (valueFrom).
    /// </summary>
    private void AddSecret(Field<string> at, string source, Action<Field<string>, string, string, string> addNamed)
    {
        switch (source.Split(':'))
        {
            case ["arn", _, "secretsmanager", var region, var account, "secret", var name, ..]:
                SecretByArn(at, region, account, name);
                break;
            case ["arn", _, "ssm", var region, var account, var parameter, ..] when parameter.StartsWith("parameter/", StringComparison.Ordinal):
                ParameterNamed(at, region, account, parameter["parameter/".Length..]);
                break;
            case ["arn", ..]:
                break;
            case [var name, ..] when _task.Region(_context) is { } region:
                addNamed(at, region, _role.Account, name);
                break;
            default:
                _verdict.Undetermined(at.Path, UndeterminedReason.MissingFact);
                break;
        }
    }

    /// <summary>
    /// An ARN may leave out the six characters that Secrets Manager appends to a name. One that ends in a hyphen and six characters is taken for complete,
    /// here as there.
    /// Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html (ARN_secretnamehyphen).
    /// </summary>
    private void SecretByArn(Field<string> at, string region, string account, string name)
    {
        if (name.Length > Suffix.Length && name[^Suffix.Length] == '-' && !name.AsSpan(name.Length - Suffix.Length + 1).ContainsAnyExcept(AlphaNumeric))
        {
            Add(at, AgentActions.GetSecretValue, SecretArn(region, account, name));
        }
        else
        {
            SecretNamed(at, region, account, name);
        }
    }

    /// <summary>Which characters follow the name is not known, so all of them are asked for.</summary>
    private void SecretNamed(Field<string> at, string region, string account, string name) =>
        Add(at, AgentActions.GetSecretValue, SecretArn(region, account, name) + Suffix, SecretArn(region, account, name));

    private string SecretArn(string region, string account, string name) => $"arn:{_role.Partition}:secretsmanager:{region}:{account}:secret:{name}";

    /// <summary>
    /// A parameter below <c>aws/reference/secretsmanager</c> is a secret by another name, and takes both permissions.
    /// Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html.
    /// </summary>
    private void ParameterNamed(Field<string> at, string region, string account, string name)
    {
        const string Reference = "aws/reference/secretsmanager/";
        var path = name.TrimStart('/');
        Add(at, AgentActions.GetParameters, $"arn:{_role.Partition}:ssm:{region}:{account}:parameter/{path}");
        if (path.StartsWith(Reference, StringComparison.Ordinal))
        {
            SecretNamed(at, region, account, path[Reference.Length..]);
        }
    }

    private void AddObject(Field<string> file)
    {
        if (_verdict.Known(file, out var arn) && arn.Split(':', 6) is ["arn", _, "s3", _, _, var path] && path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
        {
            Add(file, AgentActions.GetObject, arn);
            Add(file, AgentActions.GetBucketLocation, arn[..^(path.Length - slash)]);
        }
    }

    /// <summary>
    /// Streams are called PREFIX/CONTAINER/TASK, or after the container's Docker id where there is no prefix. Policies name a group with <c>:*</c> after it;
    /// CloudWatch Logs itself has been seen to name the bare group where it refuses to create a group or a stream.
    /// Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html,
    /// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html (arn, logGroupArn).
    /// </summary>
    private void AddLogs(ContainerDefinition container, LogConfiguration log)
    {
        if (!_verdict.Known(log.LogDriver, out var driver) || driver != LogDelivery.Awslogs || !log.HasReadableOptions(_verdict)
            || !_verdict.Known(log.Options[AwslogsBlock.Group], out var group) || !_verdict.Known(log.Options[AwslogsBlock.Region], out var region))
        {
            return;
        }

        var at = log.Options[AwslogsBlock.Group];
        var arn = $"arn:{_role.Partition}:logs:{region}:{_role.Account}:log-group:{group}";
        var prefix = log.Options[AwslogsBlock.StreamPrefix];
        if (_verdict.Known(log.Options["awslogs-create-group"], out var create) && create.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            Add(log.Options["awslogs-create-group"], AgentActions.CreateLogGroup, $"{arn}:*", arn);
        }

        if (prefix.IsAbsent || _verdict.Known(prefix, out _))
        {
            var streams = $"{arn}:log-stream:{(prefix.IsAbsent ? "*" : $"{prefix.ValueOrDefault}/{container.Name.ValueOrDefault ?? "*"}/*")}";
            Add(at, AgentActions.CreateLogStream, streams, arn);
            Add(at, AgentActions.PutLogEvents, streams);
        }
    }

    private void Add(Field<string> at, string action, string resource, string? alias = null) => _calls.Add(new(at, action, resource) { Alias = alias });
}
