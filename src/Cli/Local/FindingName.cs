using System.Globalization;
using EcsGuard.Pipeline.Findings;

namespace EcsGuard.Cli.Local;

/// <summary>What people call the resource of a finding.</summary>
internal static class FindingName
{
    /// <summary><c>web:8</c>, or the task for a finding that is recorded for a single one.</summary>
    public static string Of(Finding finding) => finding.IsOfTask
        ? $"task {finding.Resource[(finding.Resource.LastIndexOf('/') + 1)..]}"
        : string.Create(CultureInfo.InvariantCulture, $"{finding.Family}:{finding.Revision}");
}
