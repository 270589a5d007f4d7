using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class MissingTaskRole : TaskDefinitionPolicy
{
    private static readonly string[] CallsAws = ["AWS X-Ray daemon", "CloudWatch agent", "AWS Distro for OpenTelemetry"];

    // Fluent Bit's names first, then Fluentd's where they differ.
    private static readonly string[] AwsOutputs = ["cloudwatch", "cloudwatch_logs", "firehose", "kinesis", "kinesis_firehose", "kinesis_streams", "s3"];

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "missing-task-role",
        Title = "The task has no task role although something in it calls AWS",
        Category = Category.Roles,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`taskRoleArn` is absent or empty, and the task mounts an EFS volume with IAM authorization, runs the X-Ray daemon, the CloudWatch agent or the AWS Distro for OpenTelemetry, sends logs through FireLens to an AWS service, or is known to run with ECS Exec.",
        Why = "Containers get AWS credentials through the task role; the execution role is out of their reach. Without one they get nothing on Fargate, and on EC2 at best the role of the instance, which belongs to everybody.",
        Incident = "The volume cannot be mounted and no task starts; or all seem well while AWS refuses traces, metrics and logs with an error that only the sidecar sees.",
        Fix = "Create a task role that trusts `ecs-tasks.amazonaws.com` and allows the calls behind what the finding names, and set `taskRoleArn`.",
        Bad = """
            {
              "executionRoleArn": "orders-execution",
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29" },
                { "name": "xray-daemon", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x", "essential": false }
              ]
            }
            """,
        Good = """
            {
              "taskRoleArn": "orders",
              "executionRoleArn": "orders-execution",
              "containerDefinitions": [
                { "name": "app", "image": "nginx:1.29" },
                { "name": "xray-daemon", "image": "public.ecr.aws/xray/aws-xray-daemon:3.x", "essential": false }
              ]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!RoleNeeds.IsMissing(task.TaskRoleArn))
        {
            return;
        }

        var needs = new RoleNeeds();
        foreach (var volume in needs.Each(task.Volumes))
        {
            if (needs.Known(volume.EfsVolumeConfiguration, out var efs) && needs.Known(efs.AuthorizationConfig, out var authorization)
                && needs.Known(authorization.Iam, out var iam) && iam == "ENABLED")
            {
                needs.Add($"volume '{volume.Name.Raw}' is mounted with IAM authorization");
            }
        }

        foreach (var container in needs.Each(task.ContainerDefinitions))
        {
            Collect(container, context, needs);
        }

        if (context.EcsExec == true)
        {
            needs.Add("ECS Exec is on");
        }

        needs.Conclude(task, task.TaskRoleArn, "task", "taskRoleArn", verdict);
    }

    private static void Collect(ContainerDefinition container, PolicyContext context, RoleNeeds needs)
    {
        if (Sidecars.Recognise(container, context) is { } sidecar && CallsAws.Contains(sidecar.Name))
        {
            needs.Add($"container '{container.DisplayName}' is the {sidecar.Name}");
        }

        if (!needs.Known(container.LogConfiguration, out var log) || !needs.Known(log.LogDriver, out var driver) || driver != "awsfirelens")
        {
            return;
        }

        if (log.Options.IsUndetermined)
        {
            needs.Hide(log.Options.Path, log.Options.Reason);
        }

        foreach (var (key, value) in log.Options)
        {
            // Fluent Bit reads its keys in any case; Fluentd's is `@type`.
            if ((key.Equals("Name", StringComparison.OrdinalIgnoreCase) || key == "@type") && needs.Known(value, out var output) && AwsOutputs.Contains(output))
            {
                needs.Add($"container '{container.DisplayName}' logs to AWS through FireLens ({output})");
            }
        }
    }
}
