using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>A claim on an item, of a family or a job: whose it is and until when. It runs out by itself.</summary>
internal static class ItemClaim
{
    public const string Token = "claimToken";
    public const string Until = "claimUntil";

    /// <summary>Claims the item if it is free, and has the whole of it answered.</summary>
    public static UpdateItemRequest Request(string tableName, Dictionary<string, AttributeValue> key, string token, DateTimeOffset now, DateTimeOffset until)
    {
        var update = new ItemUpdate(tableName, key);
        update.Set(Token, new(token));
        update.Set(Until, ItemValues.Of(until));
        var end = update.Name(Until);
        // One's own token stands there when the answer to the first attempt was lost and the client tried again.
        update.Condition($"attribute_not_exists({end}) OR {end} <= {update.Value(ItemValues.Of(now))} OR {IsOf(update, token)}");
        update.Request.ReturnValues = ReturnValue.ALL_NEW;
        return update.Request;
    }

    /// <summary>The condition that the claim is still this one.</summary>
    public static string IsOf(ItemUpdate update, string token) => $"{update.Name(Token)} = {update.Value(new(token))}";
}
