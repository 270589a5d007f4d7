namespace EcsGuard.Pipeline.Notifications;

/// <summary>One message to one team about one revision.</summary>
/// <param name="Id">Equal for two attempts at the same message.</param>
/// <param name="Team">Whom it is for.</param>
/// <param name="Resource">ARN of the revision.</param>
/// <param name="Account">Account of the resource.</param>
/// <param name="Region">Region of the resource.</param>
/// <param name="Family">Family of the resource; null where an event did not say.</param>
/// <param name="Severity">The worst severity among the new findings, as text.</param>
/// <param name="New">Findings that the revision before did not have.</param>
/// <param name="StillOpen">Findings that it had already.</param>
/// <param name="Fixed">Findings of the revision before that are gone.</param>
/// <param name="Subject">One line, fewer than 100 ASCII characters, as SNS wants it for mail.</param>
/// <param name="Text">The message, plain text.</param>
public sealed record Notification(
    string Id, string Team, string Resource, string Account, string Region, string? Family, string Severity, int New, int StillOpen, int Fixed, string Subject, string Text);

/// <summary>A message that is still to be sent.</summary>
/// <param name="Notification">The message.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAttempt">When it is tried again.</param>
public sealed record PendingNotification(Notification Notification, int Attempts, DateTimeOffset NextAttempt);
