namespace EcsGuard.Pipeline.Findings;

/// <summary>The order in which findings are shown and told: the worst first, then by resource, policy and place.</summary>
public static class FindingOrder
{
    public static IOrderedEnumerable<Finding> InOrder(this IEnumerable<Finding> findings) =>
        findings
            .OrderByDescending(finding => finding.Severity)
            .ThenBy(finding => finding.Family, StringComparer.Ordinal)
            .ThenBy(finding => finding.Revision)
            .ThenBy(finding => finding.Policy, StringComparer.Ordinal)
            .ThenBy(finding => finding.Subject, StringComparer.Ordinal)
            .ThenBy(finding => finding.Resource, StringComparer.Ordinal);
}
