using System.Globalization;
using System.Text.Json;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline;

/// <summary>Finds out which revision a registration made, also where the event does not say.</summary>
internal sealed class RevisionFinder(ITaskDefinitions definitions)
{
    private const int Candidates = 10;

    /// <summary>How far ECS's time of a registration and CloudTrail's may lie apart.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>The revision, or the reason why it cannot be told.</summary>
    public async Task<(TaskDefinitionArn? Arn, string? Reason)> FindAsync(EventEnvelope envelope, CloudTrailCall call, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (TaskDefinitionArn.TryParse(call.Response?.Member("taskDefinition")?.Text("taskDefinitionArn"), out var arn) && arn.Revision is not null)
        {
            return (arn, null);
        }

        if (call.Request?.Text("family") is not { Length: > 0 } family)
        {
            return (null, "the event names neither the revision nor the family: CloudTrail leaves out what is larger than 100 KB");
        }

        var newest = await definitions.ListNewestAsync(envelope.Account, envelope.Region, family, Candidates, cancellationToken);
        var (nearest, distance) = ((TaskDefinitionArn?)null, TimeSpan.MaxValue);
        TaskDefinitionArn? undated = null;
        var isDated = false;
        foreach (var candidate in newest)
        {
            var described = await definitions.DescribeAsync(candidate, cancellationToken);
            if (described.Json is not { } json)
            {
                continue;
            }

            if (RegisteredAt(json) is not { } registeredAt)
            {
                undated ??= candidate;
                continue;
            }

            isDated = true;
            if ((registeredAt - at).Duration() is var apart && apart <= Tolerance && apart < distance)
            {
                (nearest, distance) = (candidate, apart);
            }

            if (registeredAt < at - Tolerance)
            {
                break;
            }
        }

        // ECS always tells the time; an emulator that never does leaves only the newest to take.
        return (nearest ?? (isDated ? null : undated)) is { } found ? (found, null)
            : (null, string.Create(CultureInfo.InvariantCulture, $"the event does not name the revision, and none of the {Candidates} newest ACTIVE revisions of {family} was registered at its time"));
    }

    private static DateTimeOffset? RegisteredAt(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Member("taskDefinition")?.Member("registeredAt") switch
        {
            // The API itself answers with seconds since 1970; what the AWS CLI prints is ISO 8601.
            { ValueKind: JsonValueKind.Number } seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds.GetDouble()),
            { ValueKind: JsonValueKind.String } text when DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
            _ => null,
        };
    }
}
