using System.Collections.Immutable;
using System.Text.Json;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline;

/// <summary>
/// Revisions were deregistered or deleted: they can no longer be started, so their findings are closed, and an older revision may count again.
/// </summary>
public sealed class CloseRevision(FamilyWork families)
{
    public const string Deregistration = "DeregisterTaskDefinition";
    public const string Deletion = "DeleteTaskDefinitions";

    /// <summary>Closes what an <c>AWS API Call via CloudTrail</c> event tells of.</summary>
    public async Task<Disposition> HandleAsync(EventEnvelope envelope, CancellationToken cancellationToken)
    {
        var call = CloudTrailCall.Read(envelope);
        if (call.ErrorCode is { } errorCode)
        {
            return Disposition.Ignored($"the call {call.EventName} failed with {errorCode}");
        }

        if (call.EventName is not (Deregistration or Deletion))
        {
            return Disposition.Ignored($"nothing is closed on {call.EventName}");
        }

        var revisions = Revisions(envelope, call);
        if (revisions.IsEmpty && Elements(call.Response?.Member("failures")).Any())
        {
            return Disposition.Ignored($"{call.EventName} closed none of the revisions that it names");
        }

        if (revisions.IsEmpty)
        {
            return Disposition.Rejected($"the event does not name the revisions that {call.EventName} closed");
        }

        foreach (var arn in revisions)
        {
            await CloseAsync(arn, cancellationToken);
        }

        return Disposition.Handled;
    }

    private Task CloseAsync(TaskDefinitionArn arn, CancellationToken cancellationToken) =>
        families.ChangeAsync(FamilyKey.Of(arn), family => Task.FromResult(Close(family, arn)), cancellationToken);

    private static FamilyChange? Close(FamilyState family, TaskDefinitionArn arn)
    {
        var known = family.Revisions.FirstOrDefault(revision => revision.Record.Revision == arn.Revision);
        if (known is { Record.IsActive: false } || (known is null && family.JudgedRevisions.Contains(arn.Revision!.Value)))
        {
            // Closed already, or so old that it has no open finding.
            return null;
        }

        var closed = known is null
            ? new RevisionState(new() { Revision = arn.Revision!.Value, Arn = arn.ToString(), IsActive = false }, [])
            : known with { Record = known.Record with { IsActive = false } };
        return Lifecycle.Settle(family, family.With(closed));
    }

    /// <summary>
    /// What ECS answered, else what was asked for. A call that succeeds may have failed for some revisions, or for all: the answer lists those apart, and
    /// then what was asked for says nothing.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html.
    /// </summary>
    private static ImmutableArray<TaskDefinitionArn> Revisions(EventEnvelope envelope, CloudTrailCall call)
    {
        var answered = Elements(call.Response?.Member("taskDefinitions")).Append(call.Response?.Member("taskDefinition"))
            .Select(definition => definition?.Text("taskDefinitionArn"));
        var asked = Elements(call.Request?.Member("taskDefinitions")).Append(call.Request?.Member("taskDefinition"))
            .Select(name => name is { ValueKind: JsonValueKind.String } text ? text.GetString() : null);
        var named = answered.Select(text => Parse(text, envelope)).OfType<TaskDefinitionArn>().ToImmutableArray();
        return !named.IsEmpty || Elements(call.Response?.Member("failures")).Any() ? named : [.. asked.Select(text => Parse(text, envelope)).OfType<TaskDefinitionArn>()];
    }

    private static IEnumerable<JsonElement?> Elements(JsonElement? array) =>
        array is { ValueKind: JsonValueKind.Array } elements ? elements.EnumerateArray().Select(element => (JsonElement?)element) : [];

    /// <summary>A full ARN, or <c>FAMILY:REVISION</c> in the account and region of the call.</summary>
    private static TaskDefinitionArn? Parse(string? text, EventEnvelope envelope) =>
        (TaskDefinitionArn.TryParse(text, out var arn)
            || TaskDefinitionArn.TryParse($"arn:{TaskDefinitionArn.PartitionOf(envelope.Region)}:ecs:{envelope.Region}:{envelope.Account}:task-definition/{text}", out arn))
        && arn.Revision is not null ? arn : null;
}
