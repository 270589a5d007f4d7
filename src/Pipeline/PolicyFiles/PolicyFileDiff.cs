using System.Collections.Immutable;
using System.Globalization;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>One thing that two policy files say differently.</summary>
/// <param name="Path">What it is about: <c>policies.blocking-log-driver.severity</c>.</param>
/// <param name="Before">What the first file says; null where it says nothing.</param>
/// <param name="After">What the second file says; null where it says nothing.</param>
public sealed record PolicyFileChange(string Path, string? Before, string? After);

/// <summary>
/// Compares what two policy files mean, not how they are written: comments, order of keys, and what only repeats a default make no difference. The order of
/// scopes and teams does where two are equally narrow.
/// </summary>
public static class PolicyFileDiff
{
    /// <summary>The differences, by path.</summary>
    public static ImmutableArray<PolicyFileChange> Compare(PolicyFile before, PolicyFile after)
    {
        var (old, @new) = (Flatten(before), Flatten(after));
        return
        [
            .. old.Keys.Union(@new.Keys, StringComparer.Ordinal)
                .Select(path => new PolicyFileChange(path, old.GetValueOrDefault(path), @new.GetValueOrDefault(path)))
                .Where(change => change.Before != change.After)
                .OrderBy(change => change.Path, StringComparer.Ordinal),
        ];
    }

    private static Dictionary<string, string> Flatten(PolicyFile file)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["set"] = file.Set.ToText() };
        values["enforcement.default"] = file.Enforcement.Default.ToText();
        values["enforcement.graceMinutes"] = file.Enforcement.GraceMinutes.ToString(CultureInfo.InvariantCulture);
        values["enforcement.maxDeregistrationsPerHour"] = file.Enforcement.MaxDeregistrationsPerHour.ToString(CultureInfo.InvariantCulture);
        values["enforcement.enabled"] = file.Enforcement.Enabled ? "true" : "false";
        AddRules(values, "policies", file.Policies);
        foreach (var scope in file.Scopes)
        {
            var at = Free(values, $"scopes[{scope.Name}]");
            values[at] = scope.Match.ToText();
            if (scope.Enforcement is { } mode)
            {
                values[$"{at}.enforcement"] = mode.ToText();
            }

            AddRules(values, $"{at}.policies", scope.Policies);
        }

        foreach (var team in file.Teams)
        {
            values[$"teams[{team.Name}]"] = team.Match.ToText();
            values[$"teams[{team.Name}].notify"] = $"[{string.Join(", ", team.Channels.Select(channel => $"{channel.Arn} from {channel.MinSeverity.ToText()}"))}]";
            values[$"teams[{team.Name}].tellFixed"] = team.TellFixed ? "true" : "false";
        }

        foreach (var exemption in file.Exemptions)
        {
            values[Free(values, $"exemptions[{exemption.Policy}, {exemption.Match.ToText()}]")] = $"until {exemption.EndText}, by {exemption.Owner}: {exemption.Reason}";
        }

        foreach (var policy in file.Mandatory)
        {
            values[$"mandatory[{policy}]"] = "mandatory";
        }

        foreach (var (unit, accounts) in file.OrganizationalUnits)
        {
            values[$"organizationalUnits.{unit}"] = $"[{string.Join(", ", accounts.Order(StringComparer.Ordinal))}]";
        }

        return values;
    }

    private static void AddRules(Dictionary<string, string> values, string at, ImmutableDictionary<string, PolicyRule> rules)
    {
        foreach (var (id, rule) in rules)
        {
            // That it is named switches a policy on, even where nothing else is said.
            values[$"{at}.{id}.enabled"] = rule.Enabled == false ? "false" : "true";
            if (rule.Severity is { } severity)
            {
                values[$"{at}.{id}.severity"] = severity.ToText();
            }

            if (rule.Enforcement is { } mode)
            {
                values[$"{at}.{id}.enforcement"] = mode.ToText();
            }

            foreach (var (key, value) in rule.Options)
            {
                values[$"{at}.{id}.{key}"] = PolicyOption.ToText(value);
            }
        }
    }

    private static string Free(Dictionary<string, string> values, string path)
    {
        var free = path;
        for (var number = 2; values.ContainsKey(free); number++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{path}#{number}");
        }

        return free;
    }
}
