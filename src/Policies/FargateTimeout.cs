using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>
/// The range that Fargate allows for <c>startTimeout</c> and <c>stopTimeout</c>: 2 to 120 seconds.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html (startTimeout, stopTimeout).
/// </summary>
internal static class FargateTimeout
{
    private const int Shortest = 2;
    public const int Longest = 120;

    /// <summary>Reports each container of a Fargate task whose timeout is out of range; the fix is the nearest value in it.</summary>
    public static void Judge(TaskDefinition task, PolicyContext context, Verdict verdict, string name, Func<ContainerDefinition, Field<int>> select)
    {
        if (task.IsFargate(context, new Verdict()) == false)
        {
            verdict.NotApplicable();
            return;
        }

        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            var timeout = select(container);
            if (!verdict.Known(timeout, out var seconds) || seconds is >= Shortest and <= Longest)
            {
                continue;
            }

            // Asked only now, so that a hidden platform is noted only where it decides.
            if (task.IsFargate(context, verdict) == true)
            {
                var message = string.Create(CultureInfo.InvariantCulture, $"Container '{container.DisplayName}' has a {name} of {seconds} s; Fargate takes {Shortest} to {Longest} s.");
                verdict.Violation(timeout, message, PatchOperation.Replace(timeout.Path, Math.Clamp(seconds, Shortest, Longest)));
            }
        }
    }
}
