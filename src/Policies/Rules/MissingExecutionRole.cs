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
        // A stand-in is a role that is yet to be filled in, not a missing one.
        if (task.ExecutionRoleArn.IsUndetermined || !string.IsNullOrEmpty(task.ExecutionRoleArn.Raw))
        {
            return;
        }

        var needs = new Needs();
        foreach (var container in task.ContainerDefinitions)
        {
            CollectEverywhere(container, needs);
        }

        CollectOnManagedCapacity(task, context, verdict, needs);
        if (needs.Certain.Count > 0)
        {
            var message = $"No execution role, but {string.Join(", ", needs.Certain)}: set executionRoleArn.";
            verdict.Violation(task.ExecutionRoleArn.IsAbsent ? task.Path : task.ExecutionRoleArn.Path, null, message);
            return;
        }

        verdict.Each(task.ContainerDefinitions);
        foreach (var hidden in needs.Hidden)
        {
            verdict.Undetermined(hidden.Path, hidden.Reason);
        }
    }

    private static void CollectEverywhere(ContainerDefinition container, Needs needs)
    {
        needs.Add(container.Secrets, $"container '{container.DisplayName}' takes secrets");
        if (!container.RepositoryCredentials.IsAbsent)
        {
            needs.Certain.Add($"container '{container.DisplayName}' has repositoryCredentials");
        }

        if (container.LogConfiguration.ValueOrDefault is { } log)
        {
            needs.Add(log.SecretOptions, $"the log driver of container '{container.DisplayName}' takes secretOptions");
        }
        else
        {
            needs.Hide(container.LogConfiguration);
        }
    }

    private static void CollectOnManagedCapacity(TaskDefinition task, PolicyContext context, Verdict verdict, Needs needs)
    {
        var there = new Needs();
        foreach (var container in task.ContainerDefinitions)
        {
            if (container.LogConfiguration.ValueOrDefault is { } log)
            {
                if (log.LogDriver.ValueOrDefault == "awslogs")
                {
                    there.Certain.Add($"container '{container.DisplayName}' logs with awslogs");
                }

                there.Hide(log.LogDriver);
            }

            if (container.Image.Raw is { } image && ImageReference.Parse(image).IsPrivateEcr)
            {
                there.Certain.Add($"the image of container '{container.DisplayName}' is in a private ECR repository");
            }
            else if (MayHideRegistry(container.Image))
            {
                there.Hidden.Add(new(container.Image.Path, container.Image.IsUndetermined ? container.Image.Reason : UndeterminedReason.Placeholder));
            }
        }

        // Where it runs is asked for only if the answer matters, so that a hidden one is not noted for nothing.
        var matters = needs.Certain.Count == 0 && (there.Certain.Count > 0 || there.Hidden.Count > 0);
        var managed = matters ? task.IsManaged(context, verdict) : task.IsManaged(context, new Verdict());
        if (managed == true)
        {
            needs.Certain.AddRange(there.Certain);
            needs.Hidden.AddRange(there.Hidden);
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

    private sealed class Needs
    {
        public List<string> Certain { get; } = [];

        public List<HiddenValue> Hidden { get; } = [];

        public void Add<T>(FieldList<T> list, string need)
        {
            if (list.Count > 0)
            {
                Certain.Add(need);
            }

            Hidden.AddRange(list.Hidden);
        }

        public void Hide<T>(Field<T> field)
        {
            if (field.IsUndetermined)
            {
                Hidden.Add(new(field.Path, field.Reason));
            }
        }
    }
}
