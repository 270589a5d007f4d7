using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Findings;

/// <summary>Texts whose ordinal order is an order of findings: what stores sort and page by.</summary>
public static class SortText
{
    private const int HashLength = 32;

    /// <summary>DynamoDB's limit for a sort key. Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html.</summary>
    private const int LimitInBytes = 1024;

    /// <summary>With what the <see cref="OfOpen"/> of each finding of a severity begins.</summary>
    public static string OfSeverity(Severity severity) => string.Create(CultureInfo.InvariantCulture, $"{Severity.Critical - severity}#");

    /// <summary>
    /// The place of a finding among open ones, as <see cref="FindingOrder"/> has it. The separator is lower than every character of a family or policy,
    /// so that <c>web</c> comes before <c>web-2</c>.
    /// </summary>
    public static string OfOpen(Finding finding) =>
        Bounded($"{OfSeverity(finding.Severity)}{finding.Family}#{OfRevision(finding.Revision ?? 0)}#{finding.Policy}#{finding.Subject}#{finding.Resource}");

    /// <summary>A revision with leading zeros.</summary>
    public static string OfRevision(int revision) => revision.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>
    /// The text itself, or, where it is longer than a sort key may be, its beginning and a hash of the whole: equal texts stay equal and different
    /// ones different.
    /// </summary>
    public static string Bounded(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= LimitInBytes)
        {
            return text;
        }

        var kept = LimitInBytes - HashLength - 1;
        while ((bytes[kept] & 0xC0) == 0x80)
        {
            // In the middle of a character.
            kept--;
        }

        return $"{Encoding.UTF8.GetString(bytes, 0, kept)}~{Convert.ToHexStringLower(SHA256.HashData(bytes))[..HashLength]}";
    }
}
