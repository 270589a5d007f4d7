using System.Globalization;
using EcsGuard.Cli.Local;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Exemptions;

/// <summary>The open findings in an exemption's place: its account, region and family. Findings do not say which tags their revision has.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Worst">The worst of them, at most <see cref="Shown"/>.</param>
internal sealed record CoveredFindings(int Count, IReadOnlyList<Finding> Worst)
{
    private const int Shown = 20;

    public static async Task<CoveredFindings> FindAsync(IFindingQueries findings, Exemption exemption, PolicyFile file, CancellationToken cancellationToken)
    {
        var place = exemption.Match with { Tags = new Match().Tags };
        var count = 0;
        var worst = new List<Finding>();
        string? continuation = null;
        do
        {
            var page = await findings.OpenAsync(new(Policy: exemption.Policy), OpenFindingQuery.LargestPage, continuation, cancellationToken);
            foreach (var finding in page.Findings.Where(finding => place.Includes(new(finding.Account, finding.Region, finding.Family, Target.NoTags), file.OrganizationalUnits)))
            {
                count++;
                if (worst.Count < Shown)
                {
                    worst.Add(finding);
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return new(count, worst);
    }

    /// <summary>Says what becomes of them.</summary>
    public void Write(TextWriter writer, Exemption exemption)
    {
        writer.WriteLine((Count, exemption.Match.Tags.IsEmpty) switch
        {
            (0, _) => "It holds within a minute. No finding that is open now falls under it.",
            (1, true) => "It holds within a minute, and this open finding changes by then:",
            (_, true) => string.Create(CultureInfo.InvariantCulture, $"It holds within a minute, and these {Count} open findings change by then:"),
            _ => Printable.Text($"It holds within a minute. Of the open findings below, those change by then whose revision has the tags {string.Join(", ", exemption.Match.Tags.Select(tag => $"{tag.Key}={tag.Value}"))}, which findings do not say:"),
        });
        foreach (var finding in Worst)
        {
            writer.WriteLine(Printable.Text($"  {finding.Severity.ToText(),-8}  {FindingName.Of(finding)} ({finding.Account}, {finding.Region}): {finding.Message}"));
        }

        if (Count > Worst.Count)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {Count - Worst.Count} more"));
        }
    }
}
