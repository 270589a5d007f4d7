using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>What is told about more than one revision: a digest of many registrations, the week, or exemptions. It is written as sections of lines.</summary>
/// <param name="Id">Equal for two attempts at the same message, and for no two messages.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Team">Whom it is for.</param>
/// <param name="Severity">The worst severity in it; empty where it is about none.</param>
/// <param name="New">How many findings are new.</param>
/// <param name="StillOpen">How many were known already.</param>
/// <param name="Fixed">How many are gone.</param>
/// <param name="Subject">One line, fewer than 100 ASCII characters, as SNS wants it for mail.</param>
/// <param name="Title">One line that says what it is about.</param>
public sealed record Summary(string Id, SummaryKind Kind, string Team, string Severity, int New, int StillOpen, int Fixed, string Subject, string Title)
    : Message(Id, Team, Severity, New, StillOpen, Fixed, Subject)
{
    /// <summary>Who answers for what it is about, where that is one person or group: a subscription of theirs can filter on it. Null otherwise.</summary>
    public string? Owner { get; init; }

    /// <summary>Its parts. No text in them has line breaks.</summary>
    public ImmutableArray<SummarySection> Sections
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    public override string Text => PlainText.Of(this);
}

/// <summary>Kinds of summaries, as messages name them.</summary>
public enum SummaryKind
{
    /// <summary>So many registrations at once that each one is not told by itself.</summary>
    Storm,

    /// <summary>The week's digest.</summary>
    Week,

    /// <summary>An exemption that ends soon, has ended, or is not used.</summary>
    Exemption,
}

/// <summary>Names of kinds.</summary>
public static class SummaryKindText
{
    public static string ToText(this SummaryKind kind) => kind switch
    {
        SummaryKind.Storm => "storm",
        SummaryKind.Week => "week",
        SummaryKind.Exemption => "exemption",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };
}

/// <summary>What messages are, in one word.</summary>
public static class MessageKind
{
    /// <summary><c>revision</c>, <c>task</c>, or the kind of a summary.</summary>
    public static string KindText(this Message message) => message switch
    {
        Summary summary => summary.Kind.ToText(),
        Notification { Task: not null } => "task",
        _ => "revision",
    };
}

/// <summary>A part of a summary.</summary>
/// <param name="Heading">What the lines are.</param>
/// <param name="Lines">The lines that are listed.</param>
/// <param name="More">How many more there are than are listed.</param>
public sealed record SummarySection(string Heading, ImmutableArray<SummaryLine> Lines, int More = 0)
{
    /// <summary>What stands below the lines where some are left out; null where none is.</summary>
    [JsonIgnore]
    public string? Rest => More > 0 ? string.Create(CultureInfo.InvariantCulture, $"and {More} more") : null;
}

/// <summary>A line of a summary.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Link">Where there is more to see; null where there is no such place.</param>
public sealed record SummaryLine(string Text, string? Link = null);
