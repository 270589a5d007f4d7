using System.Globalization;
using System.Text;
using System.Text.Json;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Local;

/// <summary>Prints what a replay showed.</summary>
internal static class ReplayOutput
{
    private const int SchemaVersion = 1;

    /// <summary>The stable form for programs.</summary>
    public static string Json(ReplayResult result, IReadOnlyList<UnreadableInput> unreadable)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ReadableJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", SchemaVersion);
            WriteEvents(json, result);
            json.WriteStartArray("findings");
            foreach (var finding in result.Findings)
            {
                FindingJson.Write(json, finding);
            }

            json.WriteEndArray();
            WriteUndetermined(json, result);
            WriteNotifications(json, result);

            // Nothing is deregistered yet, so there are no actions to list.
            json.WriteStartArray("actions");
            json.WriteEndArray();
            WriteRejected(json, result, unreadable);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>The form for people.</summary>
    public static string Text(ReplayResult result, IReadOnlyList<UnreadableInput> unreadable)
    {
        var text = new StringBuilder();
        foreach (var group in result.Findings.GroupBy(finding => finding.Resource))
        {
            text.Append(CultureInfo.InvariantCulture, $"{group.Key}\n");
            foreach (var finding in group)
            {
                var count = finding.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({finding.Count} tasks)") : "";
                text.Append(CultureInfo.InvariantCulture, $"  {finding.Severity.ToText(),-8}  {State(finding),-14}  {finding.Policy}: {finding.Message}{count}\n");
            }

            text.Append('\n');
        }

        foreach (var group in result.Undetermined.GroupBy(place => place.Resource))
        {
            var policies = string.Join(", ", group.Select(place => place.Policy).Distinct(StringComparer.Ordinal));
            text.Append(CultureInfo.InvariantCulture, $"not judged: {policies} of {group.Key} ({string.Join(", ", group.Select(place => place.Reason).Distinct(StringComparer.Ordinal))})\n");
        }

        foreach (var (message, channel) in result.Notifications)
        {
            var subject = message is Summary summary ? summary.Title : ResourceOf(message);
            text.Append(CultureInfo.InvariantCulture, $"told {message.Team} on {channel}: {subject}: {message.New} new, {message.StillOpen} still open, {message.Fixed} fixed\n");
        }

        foreach (var (source, reason) in Rejected(result, unreadable))
        {
            text.Append(CultureInfo.InvariantCulture, $"rejected {source}: {reason}\n");
        }

        var events = Count(result);
        var open = result.Findings.Count(finding => finding.State == FindingState.Open);
        text.Append(CultureInfo.InvariantCulture, $"{events.Read} events: {events.Handled} handled, {events.Ignored} ignored, {events.Rejected} rejected. {result.Findings.Count} findings, {open} open.\n");
        return text.ToString();
    }

    /// <summary>Whether anything that should have been judged was not.</summary>
    public static bool HasRejected(ReplayResult result, IReadOnlyList<UnreadableInput> unreadable) => Rejected(result, unreadable).Any();

    private static void WriteEvents(Utf8JsonWriter json, ReplayResult result)
    {
        var (read, handled, ignored, rejected) = Count(result);
        json.WriteStartObject("events");
        json.WriteNumber("read", read);
        json.WriteNumber("handled", handled);
        json.WriteNumber("ignored", ignored);
        json.WriteNumber("rejected", rejected);
        json.WriteEndObject();
        json.WriteStartArray("ignored");
        foreach (var replayed in result.Events)
        {
            if (replayed.Disposition is Disposition.IgnoredEvent disposition)
            {
                WriteReason(json, replayed.Source, disposition.Reason);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteUndetermined(Utf8JsonWriter json, ReplayResult result)
    {
        json.WriteStartArray("undetermined");
        foreach (var place in result.Undetermined)
        {
            json.WriteStartObject();
            json.WriteString("resource", place.Resource);
            json.WriteString("policy", place.Policy);
            json.WriteString("path", place.Path);
            json.WriteString("reason", place.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNotifications(Utf8JsonWriter json, ReplayResult result)
    {
        json.WriteStartArray("notifications");
        foreach (var (message, channel) in result.Notifications)
        {
            json.WriteStartObject();
            json.WriteString("team", message.Team);
            json.WriteString("channel", channel);
            json.WriteString("kind", message.KindText());
            json.WriteString("resource", ResourceOf(message));
            json.WriteNumber("new", message.New);
            json.WriteNumber("stillOpen", message.StillOpen);
            json.WriteNumber("fixed", message.Fixed);
            json.WriteString("text", message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The revision that a message is about; empty for one that is about several.</summary>
    private static string ResourceOf(Message message) => (message as Notification)?.Resource ?? "";

    private static void WriteRejected(Utf8JsonWriter json, ReplayResult result, IReadOnlyList<UnreadableInput> unreadable)
    {
        json.WriteStartArray("rejected");
        foreach (var (source, reason) in Rejected(result, unreadable))
        {
            WriteReason(json, source, reason);
        }

        json.WriteEndArray();
    }

    private static void WriteReason(Utf8JsonWriter json, string source, string reason)
    {
        json.WriteStartObject();
        json.WriteString("source", source);
        json.WriteString("reason", reason);
        json.WriteEndObject();
    }

    /// <summary>Rejected events, and inputs that hold no event that could be read; the latter are in no count, since nobody knows how many they hold.</summary>
    private static IEnumerable<(string Source, string Reason)> Rejected(ReplayResult result, IReadOnlyList<UnreadableInput> unreadable) =>
        result.Events.Where(replayed => replayed.Disposition is Disposition.RejectedEvent)
            .Select(replayed => (replayed.Source, ((Disposition.RejectedEvent)replayed.Disposition).Reason))
            .Concat(unreadable.Select(input => (input.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{input.Source}:{input.Line}:{input.Column}") : input.Source, input.Message)));

    private static (int Read, int Handled, int Ignored, int Rejected) Count(ReplayResult result) => (
        result.Events.Count,
        result.Events.Count(replayed => replayed.Disposition is Disposition.HandledEvent),
        result.Events.Count(replayed => replayed.Disposition is Disposition.IgnoredEvent),
        result.Events.Count(replayed => replayed.Disposition is Disposition.RejectedEvent));

    /// <summary>The state for people, with the revision that resolved it.</summary>
    public static string State(Finding finding) => finding.ResolvedIn is { } revision
        ? string.Create(CultureInfo.InvariantCulture, $"resolved in {revision}")
        : finding.State.ToText();
}
