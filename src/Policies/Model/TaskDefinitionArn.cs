using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EcsGuard.Policies.Model;

/// <summary>
/// Names one revision of a family: <c>arn:aws:ecs:REGION:ACCOUNT:task-definition/FAMILY:REVISION</c>. AWS prints events whose ARN has no
/// revision; such a name says which family, not which definition.
/// </summary>
public sealed record TaskDefinitionArn(string Partition, string Region, string Account, string Family, int? Revision)
{
    public override string ToString()
    {
        var family = $"arn:{Partition}:ecs:{Region}:{Account}:task-definition/{Family}";
        return Revision is { } revision ? string.Create(CultureInfo.InvariantCulture, $"{family}:{revision}") : family;
    }

    /// <summary><c>FAMILY:REVISION</c>, as the console shows it.</summary>
    public string ShortName => Revision is { } revision ? string.Create(CultureInfo.InvariantCulture, $"{Family}:{revision}") : Family;

    /// <summary>The partition that a region belongs to. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html.</summary>
    public static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TaskDefinitionArn? arn)
    {
        arn = null;
        var parts = text?.Split(':');
        if (parts is not { Length: 6 or 7 } || parts[0] != "arn" || parts[2] != "ecs" || !parts[5].StartsWith("task-definition/", StringComparison.Ordinal))
        {
            return false;
        }

        var family = parts[5]["task-definition/".Length..];
        int? revision = null;
        if (parts.Length == 7)
        {
            if (!int.TryParse(parts[6], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            {
                return false;
            }

            revision = number;
        }

        if (family.Length == 0 || parts[1].Length == 0 || parts[3].Length == 0 || parts[4].Length == 0)
        {
            return false;
        }

        arn = new(parts[1], parts[3], parts[4], family, revision);
        return true;
    }
}
