using System.Collections.Immutable;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>Reads what a file says of single policies: three keys that each takes, and the options of its own.</summary>
internal static class PolicyRules
{
    internal static string[] CommonKeys { get; } = ["enabled", "severity", "enforcement"];

    internal static string[] Severities { get; } = [.. Enum.GetValues<Severity>().OrderDescending().Select(severity => severity.ToText())];

    public static ImmutableDictionary<string, PolicyRule> Read(YamlValue value)
    {
        var rules = ImmutableDictionary.CreateBuilder<string, PolicyRule>(StringComparer.Ordinal);
        foreach (var (_, key, rule) in value.Members() ?? [])
        {
            if (ReadId(key) is { } policy && !rules.TryAdd(policy.Metadata.Id, ReadRule(rule, policy)))
            {
                key.Error($"{key.Path}: '{policy.Metadata.Id}' stands here twice, the other time by another of its names.");
            }
        }

        return rules.ToImmutable();
    }

    /// <summary>The policy of an id or former id; null, with a problem, where there is none.</summary>
    public static Policy? ReadId(YamlValue value)
    {
        if (value.Text() is not { } id)
        {
            return null;
        }

        if (PolicyCatalog.Find(id) is { } policy)
        {
            return policy;
        }

        value.Error($"There is no policy '{id}'.{YamlValue.DidYouMean(id, PolicyCatalog.All.Select(known => known.Metadata.Id))} `ecsguard policies list` shows all.");
        return null;
    }

    private static PolicyRule ReadRule(YamlValue value, Policy policy)
    {
        if (value.IsNull)
        {
            value.Error($"{value.Path} takes a mapping, such as {{ severity: high }}.");
            return new();
        }

        var members = value.Members([.. CommonKeys, .. policy.Metadata.Options.Select(option => option.Key)]);
        var options = ImmutableDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        foreach (var option in policy.Metadata.Options)
        {
            if (members.TryGetValue(option.Key, out var given) && ReadOption(given, option) is { } read)
            {
                options.Add(option.Key, read);
            }
        }

        return new()
        {
            Enabled = members.GetValueOrDefault("enabled")?.Boolean(),
            Severity = ReadSeverity(members.GetValueOrDefault("severity")),
            Enforcement = members.GetValueOrDefault("enforcement")?.OneOf(EnforcementModeText.All) is { } mode ? EnforcementModeText.Parse(mode) : null,
            Options = options.ToImmutable(),
        };
    }

    public static Severity? ReadSeverity(YamlValue? value) => value?.OneOf(Severities) is { } name ? Enum.Parse<Severity>(name, ignoreCase: true) : null;

    private static object? ReadOption(YamlValue value, PolicyOption option)
    {
        object? read = option switch
        {
            PolicyOption<int> => value.Integer(0, int.MaxValue),
            PolicyOption<double> => value.Number(0, 1),
            PolicyOption<string> => value.Text(),
            PolicyOption<string[]> => value.Texts().ToArray(),
            PolicyOption<ContainerPattern[]> => value.List().Select(SidecarReader.ReadPattern).OfType<ContainerPattern>().ToArray(),
            _ => throw new NotSupportedException($"The option {option.Key} has a type that policy files do not know."),
        };
        if (read is not null && option.Problem(read) is { } problem)
        {
            value.Error($"{value.Path}: {problem}");
        }

        return read;
    }
}
