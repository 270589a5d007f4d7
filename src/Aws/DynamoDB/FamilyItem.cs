using System.IO.Compression;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Findings;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>
/// The head of a family: its claim, what task events have shown, and its working set. The working set is only ever read and written whole, so it is
/// one compressed value.
/// </summary>
internal static class FamilyItem
{
    /// <summary>The claim that wrote the working set.</summary>
    public const string FinishedToken = "finishedToken";

    public const string WorkingSet = "workingSet";
    public const string LaunchType = "launchType";
    public const string OnSpot = "onSpot";
    public const string EcsExec = "ecsExec";
    public const string HasTaskFindings = "hasTaskFindings";

    public static Dictionary<string, AttributeValue> KeyOf(FamilyKey family) => FindingKeys.Key(FindingKeys.OfFamily(family), FindingKeys.Head);

    /// <exception cref="FormatException">The working set cannot be read.</exception>
    public static FamilyState Read(FamilyKey family, Dictionary<string, AttributeValue> item)
    {
        var state = item.GetValueOrDefault(WorkingSet)?.B is { } compressed ? Decompress(family, compressed) : new() { Family = family };
        return state with { Facts = ReadFacts(item) };
    }

    public static FamilyFacts ReadFacts(Dictionary<string, AttributeValue> item) =>
        new(item.TextOrNull(LaunchType), item.IsTrue(OnSpot), item.IsTrue(EcsExec), item.IsTrue(HasTaskFindings));

    public static AttributeValue Compress(FamilyState state)
    {
        var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, state, RecordJson.Default.FamilyState);
        }

        compressed.Position = 0;
        return new() { B = compressed };
    }

    private static FamilyState Decompress(FamilyKey family, MemoryStream compressed)
    {
        try
        {
            compressed.Position = 0;
            using var brotli = new BrotliStream(compressed, CompressionMode.Decompress);
            return JsonSerializer.Deserialize(brotli, RecordJson.Default.FamilyState) ?? throw new JsonException("It is null.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new FormatException($"The working set of {family.Family} in {family.Account}, {family.Region} cannot be read: {fault.Message}", fault);
        }
    }
}
