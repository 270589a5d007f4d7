using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Notifications;

/// <summary>One message to one team on one channel. Each channel words it in its own form when it sends it.</summary>
/// <param name="Id">Equal for two attempts at the same message, and for no two messages.</param>
/// <param name="Team">Whom it is for.</param>
/// <param name="Severity">The worst severity among the new findings, or among the fixed ones where none is new; as text.</param>
/// <param name="New">How many findings are new.</param>
/// <param name="StillOpen">How many were known already.</param>
/// <param name="Fixed">How many are gone.</param>
/// <param name="Subject">One line, fewer than 100 ASCII characters, as SNS wants it for mail.</param>
public abstract record Message(string Id, string Team, string Severity, int New, int StillOpen, int Fixed, string Subject)
{
    /// <summary>Where it is told; null for the default channel.</summary>
    public Channel? Channel { get; init; }

    /// <summary>The message as plain text, for mail and the console.</summary>
    [JsonIgnore]
    public abstract string Text { get; }
}

/// <summary>What is told about one revision: the difference that it makes. It waits in its family's outbox, so it holds what is told and no wording.</summary>
/// <param name="Id">Equal for two attempts at the same message, and for no two messages.</param>
/// <param name="Team">Whom it is for.</param>
/// <param name="Resource">ARN of the revision.</param>
/// <param name="Account">Account of the resource.</param>
/// <param name="Region">Region of the resource.</param>
/// <param name="Family">Family of the resource; null where an event did not say.</param>
/// <param name="Severity">The worst severity among the new findings, or among the fixed ones where none is new; as text.</param>
/// <param name="New">How many findings the revision before did not have.</param>
/// <param name="StillOpen">How many it had already.</param>
/// <param name="Fixed">How many findings of the revision before are gone.</param>
/// <param name="Subject">One line, fewer than 100 ASCII characters, as SNS wants it for mail.</param>
public sealed record Notification(
    string Id, string Team, string Resource, string Account, string Region, string? Family, string Severity, int New, int StillOpen, int Fixed, string Subject)
    : Message(Id, Team, Severity, New, StillOpen, Fixed, Subject)
{
    /// <summary>Who registered the revision and how, or which task showed the findings: one sentence.</summary>
    public string? Origin { get; init; }

    /// <summary>ARN of the task that showed the findings; null where they are the revision's own.</summary>
    public string? Task { get; init; }

    /// <summary>The new findings, the worst first: as many as a message lists, which may be fewer than <see cref="Message.New"/>.</summary>
    public ImmutableArray<ToldFinding> Findings
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>The fixed ones, the worst first; perhaps fewer than <see cref="Message.Fixed"/>.</summary>
    public ImmutableArray<ToldFinding> FixedFindings
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    public override string Text => PlainText.Of(this);
}

/// <summary>A finding as a message lists it. No text in it has line breaks.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Policy">Id of the policy.</param>
/// <param name="Message">What was found.</param>
/// <param name="Path">RFC 6901 pointer to it; empty for the whole.</param>
public sealed record ToldFinding(Severity Severity, string Policy, string Message, string Path)
{
    /// <summary>What the owner should do; null for a policy that is not in the catalogue any more.</summary>
    public string? Remediation => PolicyCatalog.Find(Policy)?.Metadata.Fix.ReplaceLineEndings(" ");

    /// <summary>The path for people: the root has a name.</summary>
    public string Place => Path.Length == 0 ? "/" : Path;
}

/// <summary>A message that is still to be sent.</summary>
/// <param name="Notification">The message.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAttempt">When it is tried, or tried again.</param>
/// <param name="Since">Since when it waits; null if that is not known.</param>
public sealed record PendingNotification(Notification Notification, int Attempts, DateTimeOffset NextAttempt, DateTimeOffset? Since = null);
