using System.Text.Json;

namespace EcsGuard.Pipeline.Events;

/// <summary>
/// An ECS API call, as CloudTrail recorded it. A failed call says who and why, nothing of what; a half larger than 100 KB is left out.
/// Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html.
/// </summary>
/// <param name="EventName">The operation, such as RegisterTaskDefinition.</param>
/// <param name="EventId">CloudTrail's primary key of the record: duplicates share it.</param>
/// <param name="ErrorCode">Null when the call succeeded.</param>
/// <param name="Caller">Who called.</param>
/// <param name="Request">Null for failed calls and when it was too large.</param>
/// <param name="Response">Null for failed calls and when it was too large.</param>
public sealed record CloudTrailCall(string EventName, string EventId, string? ErrorCode, Caller Caller, JsonElement? Request, JsonElement? Response)
{
    public static CloudTrailCall Read(EventEnvelope envelope)
    {
        var record = envelope.Detail;
        return new(
            record.Text("eventName") ?? "",
            record.Text("eventID") ?? envelope.Id,
            record.Text("errorCode"),
            Caller.Read(record),
            record.Member("requestParameters") is { ValueKind: JsonValueKind.Object } request ? request : null,
            record.Member("responseElements") is { ValueKind: JsonValueKind.Object } response ? response : null);
    }
}

/// <summary>
/// Who made a call. None of the members is always there: roles have no userName, services no ARN, the console an empty session issuer.
/// Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html.
/// </summary>
/// <param name="Principal">ARN where there is one, otherwise the best name the record has.</param>
/// <param name="InvokedBy">The AWS service that called on the principal's behalf, such as cloudformation.amazonaws.com.</param>
public sealed record Caller(string Principal, string? InvokedBy)
{
    public const string Unknown = "unknown";

    public override string ToString() => InvokedBy is null ? Principal : $"{Principal} through {InvokedBy}";

    internal static Caller Read(JsonElement record)
    {
        var identity = record.Member("userIdentity");
        var invokedBy = identity?.Name("invokedBy");
        var principal = identity?.Name("arn")
            ?? identity?.Name("userName")
            ?? identity?.Member("sessionContext")?.Member("sessionIssuer")?.Name("arn")
            ?? identity?.Member("onBehalfOf")?.Name("userId")
            ?? identity?.Name("principalId")
            ?? invokedBy
            ?? identity?.Name("accountId")
            ?? identity?.Name("type")
            ?? Unknown;
        return new(principal, invokedBy == principal ? null : invokedBy);
    }
}
