using Amazon.DynamoDBv2.Model;
using EcsGuard.Pipeline.Findings;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>A revision as an item. It is kept for good: who registered what, and how it was judged.</summary>
internal static class RevisionItem
{
    /// <summary>Called otherwise than the attribute of a family's head, which is the key of an index.</summary>
    private const string TaskRole = "judgedTaskRole";

    public static Dictionary<string, AttributeValue> Write(FamilyKey family, RevisionRecord record)
    {
        var item = FindingKeys.Key(FindingKeys.OfFamily(family), FindingKeys.OfRevision(record.Revision));
        item.Add("revision", ItemValues.Of(record.Revision));
        item.Add("arn", new(record.Arn));
        item.Add("active", ItemValues.Of(record.IsActive));
        if (record.Judgement is { } judgement)
        {
            item.Add("registeredAt", ItemValues.Of(judgement.RegisteredAt));
            item.Add("registeredBy", new(judgement.RegisteredBy));
            item.Add("eventId", new(judgement.EventId));
            item.Add("source", new(judgement.Source));
            item.Add("outcomes", new() { M = Write(judgement.Outcomes) });
            item.AddIfAny(TaskRole, ItemValues.OfAny(judgement.TaskRole));
            item.AddIfAny("policyFile", ItemValues.OfAny(judgement.PolicyFile));
            item.AddIfAny("selection", ItemValues.OfAny(judgement.Selection));
            item.AddIfAny("tags", judgement.Tags.IsEmpty ? null : new() { L = [.. judgement.Tags.Select(Write)] });
            item.AddIfAny("undetermined", judgement.Undetermined.IsEmpty ? null : new() { L = [.. judgement.Undetermined.Select(Write)] });
        }

        return item;
    }

    /// <exception cref="FormatException">The item is not a revision.</exception>
    public static RevisionRecord Read(Dictionary<string, AttributeValue> item) => new()
    {
        Revision = item.Number("revision"),
        Arn = item.Text("arn"),
        IsActive = item.IsTrue("active"),
        Judgement = item.ContainsKey("registeredAt") ? ReadJudgement(item) : null,
    };

    private static Judgement ReadJudgement(Dictionary<string, AttributeValue> item) => new()
    {
        RegisteredAt = item.Time("registeredAt"),
        RegisteredBy = item.Text("registeredBy"),
        EventId = item.Text("eventId"),
        Source = item.Text("source"),
        Outcomes = ReadOutcomes(item.GetValueOrDefault("outcomes")?.M ?? throw new FormatException($"The judgement of {item.Text("arn")} has no outcomes.")),
        TaskRole = item.TextOrNull(TaskRole),
        PolicyFile = item.TextOrNull("policyFile"),
        Selection = item.TextOrNull("selection"),
        Tags = [.. item.Maps("tags").Select(map => new TagRecord(map.Text("key"), map.Text("value")))],
        Undetermined = [.. item.Maps("undetermined").Select(map => new UndeterminedRecord(map.Text("policy"), map.Text("path"), map.Text("reason")))],
    };

    private static Dictionary<string, AttributeValue> Write(OutcomeCounts outcomes) => new(StringComparer.Ordinal)
    {
        ["passed"] = ItemValues.Of(outcomes.Passed),
        ["violated"] = ItemValues.Of(outcomes.Violated),
        ["notApplicable"] = ItemValues.Of(outcomes.NotApplicable),
        ["undetermined"] = ItemValues.Of(outcomes.Undetermined),
        ["failed"] = ItemValues.Of(outcomes.Failed),
    };

    private static OutcomeCounts ReadOutcomes(Dictionary<string, AttributeValue> map) =>
        new(map.Number("passed"), map.Number("violated"), map.Number("notApplicable"), map.Number("undetermined"), map.Number("failed"));

    private static AttributeValue Write(TagRecord tag) => new() { M = new(StringComparer.Ordinal) { ["key"] = new(tag.Key), ["value"] = new(tag.Value) } };

    private static AttributeValue Write(UndeterminedRecord place) => new()
    {
        M = new(StringComparer.Ordinal) { ["policy"] = new(place.Policy), ["path"] = new(place.Path), ["reason"] = new(place.Reason) },
    };
}
