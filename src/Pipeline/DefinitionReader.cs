using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Model;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline;

/// <summary>Reads the definition of a revision: what ECS answers, else the copy in the event that told of it.</summary>
internal sealed partial class DefinitionReader(ITaskDefinitions definitions, ILogger log)
{
    /// <summary><see cref="Findings.Judgement.Source"/> of what ECS answered itself.</summary>
    public const string Described = "describe";

    private const string OfEvent = "event";

    /// <summary>The definition of a revision that was just registered and where it comes from, or the reason why there is none.</summary>
    public async Task<(TaskDefinition? Task, string Source, string? Reason)> ReadAsync(TaskDefinitionArn arn, CloudTrailCall call, CancellationToken cancellationToken)
    {
        var (task, why) = await DescribeAsync(definitions, arn, cancellationToken);
        if (task is not null)
        {
            return (task, Described, null);
        }

        NotDescribed(log, arn, why);
        foreach (var half in new[] { call.Response, call.Request })
        {
            if (half is { } copy && TryRead(JsonMarshal.GetRawUtf8Value(copy), out task))
            {
                return (task, OfEvent, null);
            }
        }

        return (null, "", $"ECS does not give {arn} ({why}), and the event holds no copy of it");
    }

    /// <summary>The definition of a revision that was judged before; null where ECS does not give it any more.</summary>
    public async Task<TaskDefinition?> ReadAgainAsync(TaskDefinitionArn arn, CancellationToken cancellationToken)
    {
        var (task, why) = await DescribeAsync(definitions, arn, cancellationToken);
        if (task is null)
        {
            NotDescribedAgain(log, arn, why);
        }

        return task;
    }

    /// <summary>What ECS answers, or in few words why there is no definition.</summary>
    public static async Task<(TaskDefinition? Task, string Why)> DescribeAsync(ITaskDefinitions definitions, TaskDefinitionArn arn, CancellationToken cancellationToken)
    {
        var described = await definitions.DescribeAsync(arn, cancellationToken);
        return described.Json is { } json && TryRead(json.Span, out var task) ? (task, "") : (null, described.Refusal switch
        {
            DescribeRefusal.NotFound => "not found",
            DescribeRefusal.AccessDenied => "access denied",
            _ => "its answer holds no definition",
        });
    }

    private static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TaskDefinition? task)
    {
        try
        {
            task = TaskDefinition.Read(utf8);
            return true;
        }
        catch (FormatException)
        {
            task = null;
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "ECS does not give {Revision} ({Why}); the event's own copy is judged, if it has one.")]
    private static partial void NotDescribed(ILogger log, TaskDefinitionArn revision, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ECS does not give {Revision} any more ({Why}); how it was judged before its tasks were seen stands.")]
    private static partial void NotDescribedAgain(ILogger log, TaskDefinitionArn revision, string why);
}
