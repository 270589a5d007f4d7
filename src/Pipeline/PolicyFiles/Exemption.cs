using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>A fault that is accepted for a while.</summary>
/// <param name="Policy">Id of the policy.</param>
/// <param name="Match">Where.</param>
/// <param name="Reason">Why.</param>
/// <param name="Owner">Who answers for it, and is told before it ends.</param>
/// <param name="End">From then on it does not count.</param>
/// <param name="Line">Where it stands in the file; 0 for one that was granted by command.</param>
public sealed record Exemption(string Policy, Match Match, string Reason, string Owner, DateTimeOffset End, int Line)
{
    private const string Day = "yyyy-MM-dd";
    private const int IdBytes = 6;

    /// <summary>
    /// Names it: 12 hexadecimal digits over all that it says, and nothing of where it stands. Two that say the same are the same one.
    /// </summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText))[..IdBytes]);

    /// <summary>The last day on which it counts, or the time at which it ends; UTC, as a policy file would spell it.</summary>
    public string EndText => End.UtcDateTime.TimeOfDay == TimeSpan.Zero
        ? End.UtcDateTime.AddDays(-1).ToString(Day, CultureInfo.InvariantCulture)
        : End.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads an end: a day counts to its end, UTC; a time is meant to the second.</summary>
    /// <returns>Null where it is none; <see cref="NoEnd"/> says so.</returns>
    public static DateTimeOffset? ParseEnd(string text)
    {
        if (DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        }

        return DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
    }

    /// <summary>That a text is no end, and what is one.</summary>
    public static string NoEnd(string text) => $"'{text}' is no date; write 2027-01-31 (that day still counts, UTC) or 2027-01-31T12:00:00Z.";

    /// <summary>All that it says, as exactly one text: lists in order and each value with its length, so that no value can pass for two.</summary>
    internal string CanonicalText
    {
        get
        {
            var text = new StringBuilder();
            // A policy that was given another id is the same policy, and grants are kept for longer than versions.
            Add("policy", [PolicyCatalog.Find(Policy)?.Metadata.Id ?? Policy]);
            Add("accounts", Match.Accounts);
            Add("organizationalUnits", Match.OrganizationalUnits);
            Add("regions", Match.Regions);
            Add("families", Match.Families);
            Add("tags", Match.Tags.Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Key.Length}:{tag.Key}={tag.Value}")));
            Add("reason", [Reason]);
            Add("owner", [Owner]);
            Add("end", [End.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)]);
            return text.ToString();

            void Add(string key, IEnumerable<string> values)
            {
                foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                {
                    text.Append(CultureInfo.InvariantCulture, $"{key} {value.Length}:{value}\n");
                }
            }
        }
    }
}
