using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MissingExecutionRole : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "missing-execution-role",
        Title = "The task has no execution role although ECS needs one to start it",
        Category = Category.Roles,
        Kind = PolicyKind.Preflight,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`executionRoleArn` is absent or empty, and a container takes `secrets`, `secretOptions` or `repositoryCredentials`; or, on Fargate and ECS Managed Instances, it logs with `awslogs` or comes from a private Amazon ECR repository. On EC2 the instance's role serves for images and logs, so those are not reported there.",
        Why = "ECS fetches secrets, pulls private images and opens log streams with the execution role, before any code runs. On capacity that AWS runs there is no instance role of yours to fall back on.",
        Incident = "The registration is refused, or every start ends in `ResourceInitializationError` or `CannotPullContainerError` and the deployment hangs.",
        Fix = "Set `executionRoleArn` to a role that trusts `ecs-tasks.amazonaws.com` and may do what is named in the finding; the managed policy `AmazonECSTaskExecutionRolePolicy` covers images and logs, not secrets.",
        Bad = """
            {
              "requiresCompatibilities": ["FARGATE"],
              "containerDefinitions": [{
                "name": "app",
                "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.2"
              }]
            }
            """,
        Good = """
            {
              "requiresCompatibilities": ["FARGATE"],
              "executionRoleArn": "arn:aws:iam::123456789012:role/orders-execution",
              "containerDefinitions": [{
                "name": "app",
                "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.2"
              }]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!RoleNeeds.IsMissing(task.ExecutionRoleArn))
        {
            return;
        }

        var needs = new RoleNeeds();
        foreach (var container in needs.Each(task.ContainerDefinitions))
        {
            CollectEverywhere(container, needs);
        }

        CollectOnManagedCapacity(task, context, verdict, needs);
        needs.Conclude(task, task.ExecutionRoleArn, "execution", "executionRoleArn", verdict);
    }

    private static void CollectEverywhere(ContainerDefinition container, RoleNeeds needs)
    {
        if (needs.Each(container.Secrets).Count > 0)
        {
            needs.Add($"container '{container.DisplayName}' takes secrets");
        }

        if (!container.RepositoryCredentials.IsAbsent)
        {
            needs.Add($"container '{container.DisplayName}' has repositoryCredentials");
        }

        if (needs.Known(container.LogConfiguration, out var log) && needs.Each(log.SecretOptions).Count > 0)
        {
            needs.Add($"the log driver of container '{container.DisplayName}' takes secretOptions");
        }
    }

    private static void CollectOnManagedCapacity(TaskDefinition task, PolicyContext context, Verdict verdict, RoleNeeds needs)
    {
        var there = new RoleNeeds();
        foreach (var container in task.ContainerDefinitions)
        {
            if (container.LogConfiguration.ValueOrDefault is { } log && there.Known(log.LogDriver, out var driver) && driver == "awslogs")
            {
                there.Add($"container '{container.DisplayName}' logs with awslogs");
            }

            if (container.Image.Raw is { } image && ImageReference.Parse(image).IsPrivateEcr)
            {
                there.Add($"the image of container '{container.DisplayName}' is in a private ECR repository");
            }
            else if (MayHideRegistry(container.Image))
            {
                there.Hide(container.Image.Path, container.Image.IsUndetermined ? container.Image.Reason : UndeterminedReason.Placeholder);
            }
        }

        // Where it runs is asked for only if the answer matters, so that a hidden one is not noted for nothing.
        var matters = !needs.AreCertain && (there.AreCertain || there.AreHidden);
        if (task.IsManaged(context, matters ? verdict : new Verdict()) == true)
        {
            needs.Add(there);
        }
    }

    /// <summary>Whether a stand-in may hide a private registry: it stands before the first slash, or is all there is.</summary>
    private static bool MayHideRegistry(Field<string> image)
    {
        if (image.IsAbsent)
        {
            return false;
        }

        if (image.Raw is not { } text || image.Reason == UndeterminedReason.Redacted || text.Length == 0 || Placeholder.IsConstantName(text))
        {
            return true;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return image.IsUndetermined && Placeholder.IsIn(slash < 0 ? ImageReference.Parse(text).Repository : text.AsSpan(0, slash));
    }
}
