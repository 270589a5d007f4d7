using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>
/// Keys of items. Neither accounts, regions, families, policies nor task ARNs contain the separator, and what may contain it stands last.
/// </summary>
internal static class FindingKeys
{
    /// <summary>The sort key of a family's head.</summary>
    public const string Head = "HEAD";

    /// <summary>With what the sort key of every revision begins.</summary>
    public const string Revisions = "REVISION#";

    /// <summary>With what the sort key of every finding begins.</summary>
    public const string Findings = "FINDING#";

    /// <summary>
    /// In how many parts the index of what is due is split. Its sort key is a time, and DynamoDB cannot split a partition whose writes all go to its
    /// end; each part takes 1000 writes a second, and an index that takes no more holds up the table's writes too.
    /// </summary>
    public const int DueShards = 8;

    private const string FamilyPrefix = "FAMILY";
    private const char Separator = '#';
    private const string Task = ":task/";

    public static string OfFamily(FamilyKey family) => $"{FamilyPrefix}#{family.Account}#{family.Region}#{family.Family}";

    /// <summary>The family of a head's partition key.</summary>
    public static FamilyKey FamilyOf(string partitionKey) =>
        partitionKey.Split(Separator, 4) is [FamilyPrefix, var account, var region, var family]
            ? new(account, region, family)
            : throw new FormatException($"'{partitionKey}' is not the key of a family.");

    /// <summary>The families of an account that have a task role: that key of the index of families by task role.</summary>
    public static string OfTaskRole(string account, string taskRole) => $"ROLE#{account}#{taskRole}";

    public static string OfRevision(int revision) => Revisions + SortText.OfRevision(revision);

    /// <summary>With what the sort key of every finding of a revision and its tasks begins.</summary>
    public static string OfFindings(int revision) => $"{Findings}{SortText.OfRevision(revision)}#";

    /// <summary>With what the sort key of every finding of single tasks of a revision begins.</summary>
    public static string OfTaskFindings(int revision) => OfFindings(revision) + "TASK#";

    public static Dictionary<string, AttributeValue> Of(Finding finding)
    {
        var partition = finding.Family is { } family ? OfFamily(new(finding.Account, finding.Region, family)) : $"TASK#{finding.Resource}";
        var revision = finding.Revision ?? 0;
        var place = finding.IsOfTask
            ? $"{OfTaskFindings(revision)}{finding.Resource[(finding.Resource.IndexOf(Task, StringComparison.Ordinal) + Task.Length)..]}"
            : $"{OfFindings(revision)}REVISION";
        return Key(partition, SortText.Bounded($"{place}#{finding.Policy}#{finding.Subject}"));
    }

    public static Dictionary<string, AttributeValue> Of(UnjudgedCall call) =>
        Key($"UNJUDGED#{call.Account}", string.Create(CultureInfo.InvariantCulture, $"{ItemValues.Text(call.At)}#{call.Region}#{call.EventId}"));

    public static Dictionary<string, AttributeValue> Key(string partitionKey, string sortKey) => new(StringComparer.Ordinal)
    {
        [FindingTable.PartitionKey] = new(partitionKey),
        [FindingTable.SortKey] = new(sortKey),
    };

    /// <summary>In which part of the index an item of this partition is listed when it is due.</summary>
    public static string DueShardOf(string partitionKey) => DueShard(SHA256.HashData(Encoding.UTF8.GetBytes(partitionKey))[0] % DueShards);

    public static string DueShard(int number) => string.Create(CultureInfo.InvariantCulture, $"DUE#{number}");
}
