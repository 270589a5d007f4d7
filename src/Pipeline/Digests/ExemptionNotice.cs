using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.Digests;

/// <summary>
/// Words what the owner of an exemption is told of it: one message for each channel of the team of that name, or one on the default channel where there is no
/// such team, or it is told nothing anywhere.
/// </summary>
internal static class ExemptionNotice
{
    /// <summary>How long before its end the owner is told.</summary>
    public static TimeSpan Ahead { get; } = TimeSpan.FromDays(14);

    /// <summary>It ends soon.</summary>
    public static IEnumerable<Summary> OfEnding(PolicyFile file, UsedExemption used)
    {
        var exemption = used.Exemption;
        var end = exemption.EndText.Length == "yyyy-MM-dd".Length ? $"last day {exemption.EndText}" : $"at {exemption.EndText}";
        return Write(
            file,
            used,
            "ends",
            $"Exemption from {exemption.Policy} ends, {end}",
            used.Findings == 0 ? $"It covers nothing any more: {Removal(exemption)}."
            : IsGranted(exemption) ? "To prolong it, grant it anew until a later day (`ecsguard exempt`). Otherwise what it covers counts again and is told as new."
            : $"To prolong it, set `expires` to a later day in the policy file (line {exemption.Line.Text()}) and publish that. Otherwise what it covers counts again and is told as new.");
    }

    /// <summary>It exempts nothing.</summary>
    public static IEnumerable<Summary> OfUnused(PolicyFile file, UsedExemption used) => Write(
        file,
        used,
        "unused",
        $"Exemption from {used.Exemption.Policy} has no effect",
        $"No recorded finding falls under it. If it was to apply elsewhere, correct that; else {Removal(used.Exemption)}.");

    /// <summary>It stands in no file.</summary>
    private static bool IsGranted(Exemption exemption) => exemption.Line == 0;

    private static string Removal(Exemption exemption) =>
        IsGranted(exemption) ? $"revoke it (`ecsguard exempt revoke {exemption.Id}`)" : $"take it out of the policy file (line {exemption.Line.Text()})";

    private static IEnumerable<Summary> Write(PolicyFile file, UsedExemption used, string what, string title, string advice)
    {
        var exemption = used.Exemption;
        var id = $"exemption/{exemption.Id}/{what}";
        var team = file.Teams.FirstOrDefault(team => team.Name == exemption.Owner && !team.Channels.IsEmpty);
        return from channel in team is null ? [null] : team.Channels.Cast<Channel?>()
               select new Summary(
                   channel is null ? id : $"{id}#{channel.Arn}",
                   SummaryKind.Exemption,
                   team?.Name ?? WeekDigest.Platform,
                   used.Worst?.ToText() ?? "",
                   0,
                   used.Findings,
                   0,
                   NotificationText.Subject($"EcsGuard: {title}"),
                   title)
               {
                   Channel = channel,
                   Owner = OneLine.Of(exemption.Owner, 200),
                   Sections =
                   [
                       new(
                           "The exemption",
                           [
                               SummaryText.Line($"id: {exemption.Id}"),
                               SummaryText.Line($"policy: {exemption.Policy}"),
                               SummaryText.Line($"where: {exemption.Match.ToText()}"),
                               SummaryText.Line($"reason: {exemption.Reason}"),
                               SummaryText.Line($"owner: {exemption.Owner}"),
                               SummaryText.Line($"until: {exemption.EndText}"),
                               SummaryText.Line($"covers now: {used.Findings.Counted("finding")}"),
                           ]),
                       new("What to do", [SummaryText.Line(advice)]),
                   ],
               };
    }
}
