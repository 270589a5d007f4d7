using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>
/// Where a task is meant to run, answered for policies that hold only there. Each question is three-valued: null means that it could not be
/// told, and has been noted in the verdict.
/// </summary>
public static class Platform
{
    /// <summary>
    /// Whether the task is meant for Fargate: <c>requiresCompatibilities</c> contains FARGATE. Where it is absent, ECS validates the definition as
    /// one for EC2, and so do we, unless a task has been seen to run on Fargate. <c>compatibilities</c> tells capability, not intent.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html (requiresCompatibilities).
    /// </summary>
    public static bool? IsFargate(this TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (task.RequiresCompatibilities.Count == 0 && !task.RequiresCompatibilities.IsUndetermined)
        {
            return context.LaunchType == "FARGATE";
        }

        return Requires(task, "FARGATE", verdict);
    }

    /// <summary>
    /// Whether the task is meant for a capacity that EcsGuard judges like Fargate in what concerns the execution role: Fargate itself or ECS
    /// Managed Instances, where no instance role of the customer's can pull images or write logs.
    /// </summary>
    public static bool? IsManaged(this TaskDefinition task, PolicyContext context, Verdict verdict) =>
        task.IsFargate(context, verdict) == true ? true : Requires(task, "MANAGED_INSTANCES", verdict);

    /// <summary>
    /// Whether the containers are Windows containers; Linux where <c>runtimePlatform.operatingSystemFamily</c> is absent.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html.
    /// </summary>
    public static bool? IsWindows(this TaskDefinition task, Verdict verdict)
    {
        if (!verdict.Known(task.RuntimePlatform, out var platform))
        {
            return task.RuntimePlatform.IsUndetermined ? null : false;
        }

        return verdict.Known(platform.OperatingSystemFamily, out var family)
            ? family.StartsWith("WINDOWS", StringComparison.OrdinalIgnoreCase)
            : platform.OperatingSystemFamily.IsUndetermined ? null : false;
    }

    /// <summary>
    /// Whether the containers share a Linux instance with others, which they can harm: not on Fargate, where each task has a machine of its own, and
    /// not on Windows, whose containers have neither privileged mode, namespaces nor capabilities.
    /// </summary>
    public static bool? HasLinuxHost(this TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var isFargate = task.IsFargate(context, verdict);
        var isWindows = isFargate == true ? null : task.IsWindows(verdict);
        return isFargate == true || isWindows == true ? false
            : isFargate == false && isWindows == false ? true
            : null;
    }

    /// <summary>
    /// The network mode in force: <c>bridge</c> where an EC2 Linux definition leaves it out; null where it is undetermined.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html (networkMode).
    /// </summary>
    public static string? EffectiveNetworkMode(this TaskDefinition task, Verdict verdict) =>
        verdict.Known(task.NetworkMode, out var mode) ? mode
        : task.NetworkMode.IsUndetermined ? null
        : "bridge";

    /// <summary>The region in which the definition is registered; null where it is not, or does not say.</summary>
    public static string? Region(this TaskDefinition task, PolicyContext context) =>
        context.Arn?.Region ?? (TaskDefinitionArn.TryParse(task.TaskDefinitionArn.ValueOrDefault, out var arn) ? arn.Region : null);

    /// <summary>The account that the revision is registered in, by its ARN; null before registration.</summary>
    public static string? Account(this TaskDefinition task, PolicyContext context) =>
        context.Arn?.Account ?? (TaskDefinitionArn.TryParse(task.TaskDefinitionArn.ValueOrDefault, out var arn) ? arn.Account : null);

    private static bool? Requires(TaskDefinition task, string compatibility, Verdict verdict)
    {
        foreach (var element in task.RequiresCompatibilities)
        {
            if (element.ValueOrDefault == compatibility)
            {
                return true;
            }
        }

        var hidden = task.RequiresCompatibilities.IsUndetermined;
        verdict.Each(task.RequiresCompatibilities);
        foreach (var element in task.RequiresCompatibilities)
        {
            hidden |= element.IsUndetermined;
            verdict.Known(element, out _);
        }

        return hidden ? null : false;
    }
}
