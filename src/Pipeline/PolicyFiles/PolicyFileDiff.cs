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
/// Compares what two policy files mean, not how they are written: comments, the order of keys, and what only repeats a default make no difference. The order
/// of scopes and of teams is one where two of them can be equally narrow, since the last one wins then.
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
                .Concat(Reordered("scopes", Places(before.Scopes, scope => (scope.Name, scope.Match)), Places(after.Scopes, scope => (scope.Name, scope.Match))))
                .Concat(Reordered("teams", Places(before.Teams, team => (team.Name, team.Match)), Places(after.Teams, team => (team.Name, team.Match))))
                .OrderBy(change => change.Path, StringComparer.Ordinal),
        ];
    }

    private static Dictionary<string, string> Flatten(PolicyFile file)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["set"] = file.Set.ToText() };
        values["enforcement.default"] = file.Enforcement.Default.ToText();
        values["enforcement.graceMinutes"] = file.Enforcement.GraceMinutes.ToString(CultureInfo.InvariantCulture);
        values["enforcement.maxDeregistrationsPerHour"] = file.Enforcement.MaxDeregistrationsPerHour.ToString(CultureInfo.InvariantCulture);
        values["enforcement.enabled"] = Text(file.Enforcement.Enabled);
        values["notifications.digestAbove"] = file.Notifications.DigestAbove.ToString(CultureInfo.InvariantCulture);
        values["notifications.withinMinutes"] = file.Notifications.WithinMinutes.ToString(CultureInfo.InvariantCulture);
        AddPolicies(values, file);
        foreach (var scope in file.Scopes)
        {
            AddScope(values, scope, file);
        }

        if (!file.Sidecars.IsEmpty)
        {
            // One value, since the first that matches counts.
            values["sidecars"] = $"[{string.Join(", ", file.Sidecars)}]";
        }

        foreach (var team in file.Teams)
        {
            values[$"teams[{team.Name}]"] = team.Match.ToText();
            values[$"teams[{team.Name}].notify"] = $"[{string.Join(", ", team.Channels.Select(Text))}]";
            values[$"teams[{team.Name}].tellFixed"] = Text(team.TellFixed);
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
            values[$"organizationalUnits.{unit}"] = $"[{string.Join(", ", accounts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}]";
        }

        return values;
    }

    /// <summary>What the file's top level makes of each policy, where that is not what holds without it.</summary>
    private static void AddPolicies(Dictionary<string, string> values, PolicyFile file)
    {
        foreach (var (id, rule) in file.Policies)
        {
            var policy = PolicyCatalog.Find(id)!.Metadata;
            AddUnless((policy.Set <= file.Set) == (rule.Enabled ?? true), "enabled", Text(rule.Enabled ?? true));
            AddUnless(rule.Severity is null || rule.Severity == policy.Severity, "severity", rule.Severity?.ToText());
            AddUnless(rule.Enforcement is null || rule.Enforcement == file.Enforcement.Default, "enforcement", rule.Enforcement?.ToText());
            foreach (var (key, value) in rule.Options)
            {
                var text = PolicyOption.ToText(value);
                AddUnless(policy.Options.Any(option => option.Key == key && option.DefaultText == text), key, text);
            }

            void AddUnless(bool isDefault, string key, string? value)
            {
                if (!isDefault)
                {
                    values[$"policies.{id}.{key}"] = value!;
                }
            }
        }
    }

    /// <summary>All that a scope says: what it overrides depends on the target.</summary>
    private static void AddScope(Dictionary<string, string> values, Scope scope, PolicyFile file)
    {
        var at = $"scopes[{scope.Name}]";
        values[at] = scope.Match.ToText();
        Add(at, "enforcement", scope.Enforcement?.ToText());
        foreach (var (id, rule) in scope.Policies)
        {
            var of = $"{at}.policies.{id}";
            // That it is named switches a policy on, even where nothing else is said.
            var switchesOn = rule.Enabled is null && file.Policies.GetValueOrDefault(id)?.Enabled is null && PolicyCatalog.Find(id)!.Metadata.Set > file.Set;
            Add(of, "enabled", switchesOn ? Text(true) : rule.Enabled is { } enabled ? Text(enabled) : null);
            Add(of, "severity", rule.Severity?.ToText());
            Add(of, "enforcement", rule.Enforcement?.ToText());
            foreach (var (key, value) in rule.Options)
            {
                Add(of, key, PolicyOption.ToText(value));
            }
        }

        void Add(string path, string key, string? value)
        {
            if (value is not null)
            {
                values[$"{path}.{key}"] = value;
            }
        }
    }

    private static (string Name, Match Match)[] Places<T>(ImmutableArray<T> items, Func<T, (string Name, Match Match)> of) => [.. items.Select(of)];

    /// <summary>Those of both files that stand in another order, if the order can decide between them.</summary>
    private static IEnumerable<PolicyFileChange> Reordered(string key, (string Name, Match Match)[] before, (string Name, Match Match)[] after)
    {
        var places = after.Index().ToDictionary(item => item.Item.Name, item => item.Index, StringComparer.Ordinal);
        var moved = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, (name, match)) in before.Index())
        {
            foreach (var (later, other) in before.Skip(index + 1))
            {
                if (places.TryGetValue(name, out var place) && places.TryGetValue(later, out var laterPlace) && place > laterPlace && match.CanTie(other))
                {
                    moved.UnionWith([name, later]);
                }
            }
        }

        if (moved.Count > 0)
        {
            yield return new($"{key} (order)", Order(before), Order(after));
        }

        string Order((string Name, Match Match)[] items) => string.Join(", ", items.Select(item => item.Name).Where(moved.Contains));
    }

    private static string Text(bool value) => value ? "true" : "false";

    private static string Text(Channel channel) =>
        $"{channel.Arn} from {channel.MinSeverity.ToText()}{(channel.Format == ChannelFormat.AmazonQ ? " for Amazon Q" : "")}";

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
