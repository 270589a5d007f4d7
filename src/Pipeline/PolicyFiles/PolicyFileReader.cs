using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using EcsGuard.Policies;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>A policy file that was read.</summary>
/// <param name="File">Null where it has errors: half a policy file is none.</param>
/// <param name="InForce">
/// What holds of a file that is published already: one whose only errors are in exemptions still holds, without those. It might have been published by a
/// version that read them otherwise, and to judge by nothing would be worse. Null where there are other errors.
/// </param>
/// <param name="Problems">Errors and warnings, in the order of the file.</param>
public sealed record PolicyFileReading(PolicyFile? File, PolicyFile? InForce, ImmutableArray<PolicyFileProblem> Problems);

/// <summary>
/// Reads a policy file strictly: an unknown key, an unknown policy, a pattern that can match nothing or an exemption without an end is an error with its
/// line, since a rule that silently does not hold is worse than none.
/// </summary>
public sealed class PolicyFileReader
{
    /// <summary>The largest file that is read: its compressed text has to fit an item of 400 KB.</summary>
    public const int LargestFile = 1024 * 1024;

    internal static IReadOnlyList<string> Keys { get; } =
        ["version", "set", "policies", "sidecars", "enforcement", "notifications", "scopes", "teams", "exemptions", "mandatory", "organizationalUnits"];

    private static readonly string[] EnforcementKeys = ["default", "graceMinutes", "maxDeregistrationsPerHour", "enabled"];

    private readonly List<PolicyFileProblem> _problems = [];
    private readonly List<PolicyFileProblem> _exemptionProblems = [];

    private PolicyFileReader()
    {
    }

    /// <summary>The version of a file, valid or not: <see cref="PolicyFile.Version"/>.</summary>
    public static string VersionOf(ReadOnlySpan<byte> utf8) => Convert.ToHexStringLower(SHA256.HashData(utf8));

    /// <summary>Reads a file. Whatever is in it, this does not throw.</summary>
    public static PolicyFileReading Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new PolicyFileReader();
        var file = reader.ReadDocument(utf8);
        ImmutableArray<PolicyFileProblem> problems = [.. reader._problems.Concat(reader._exemptionProblems).Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];
        ImmutableArray<PolicyFileProblem> exemptionFaults = [.. reader._exemptionProblems.Where(problem => !problem.IsWarning).Distinct()];
        var inForce = reader._problems.Any(problem => !problem.IsWarning) || file is null ? null : file with { ExemptionFaults = exemptionFaults };
        return new(exemptionFaults.IsEmpty ? inForce : null, inForce, problems);
    }

    private PolicyFile? ReadDocument(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LargestFile)
        {
            _problems.Add(new(1, 1, "A policy file may have 1 MiB."));
            return null;
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8);
        }
        catch (DecoderFallbackException)
        {
            _problems.Add(new(1, 1, "The file is not UTF-8."));
            return null;
        }

        var stream = new YamlStream();
        if (!Load(stream, text))
        {
            return null;
        }

        switch (stream.Documents)
        {
            case [var document]:
                return ReadRoot(new(document.RootNode, "", _problems), VersionOf(utf8));
            case [_, var second, ..]:
                new YamlValue(second.RootNode, "", _problems).Error("A policy file is one YAML document; this is a second one.");
                return null;
            default:
                _problems.Add(new(1, 1, "The file is empty. A policy file begins with `version: 1`."));
                return null;
        }
    }

    private bool Load(YamlStream stream, string text)
    {
        var parser = new BoundedParser(new StringReader(text));
        try
        {
            stream.Load(parser);
            return true;
        }
        catch (YamlException fault)
        {
            AddFault(fault.Start, parser.Refusal ?? $"This is no YAML: {fault.Message.TrimEnd('.')}.");
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet 16.3 is itself surprised by some texts that are no YAML, such as a list that is left open when the next key begins.
            AddFault(parser.Current?.End ?? Mark.Empty, "This is no YAML from here on. Is a bracket or brace left open?");
        }

        return false;
    }

    private void AddFault(Mark at, string message) => _problems.Add(new((int)Math.Max(at.Line, 1), (int)Math.Max(at.Column, 1), message));

    private PolicyFile? ReadRoot(YamlValue root, string version)
    {
        if (!root.IsMapping)
        {
            root.Error("A policy file is a mapping that begins with `version: 1`.");
            return null;
        }

        var members = root.Members(Keys);
        if (!members.TryGetValue("version", out var formatVersion))
        {
            root.Error("The file lacks `version: 1`.");
        }
        else if (formatVersion.Text() is { } format && format != "1")
        {
            formatVersion.Error($"version: '{format}' is not known; this ecsguard reads version 1.");
        }

        var set = Value(members, "set")?.OneOf([PolicySet.Recommended.ToText(), PolicySet.Strict.ToText()]);
        var units = ReadUnits(Value(members, "organizationalUnits"));
        var matches = new MatchReader(units);
        ImmutableSortedSet<string> mandatory = [.. ReadMandatory(Value(members, "mandatory"))];
        return new()
        {
            Version = version,
            Set = set == PolicySet.Strict.ToText() ? PolicySet.Strict : PolicySet.Recommended,
            Policies = Value(members, "policies") is { } policies ? PolicyRules.Read(policies) : ImmutableDictionary<string, PolicyRule>.Empty,
            Enforcement = Value(members, "enforcement") is { } enforcement ? ReadEnforcement(enforcement) : new(),
            Notifications = Value(members, "notifications") is { } notifications ? ReadStormControl(notifications) : new(),
            Scopes = ReadScopes(Value(members, "scopes"), matches),
            Sidecars = SidecarReader.Read(Value(members, "sidecars")),
            Teams = TeamReader.Read(Value(members, "teams"), matches),
            Exemptions = ExemptionReader.Read(Value(members, "exemptions")?.ReportingTo(_exemptionProblems), matches, mandatory),
            Mandatory = mandatory,
            OrganizationalUnits = units,
        };
    }

    private static IEnumerable<string> ReadMandatory(YamlValue? list) =>
        (list?.List() ?? []).Select(PolicyRules.ReadId).OfType<Policy>().Select(policy => policy.Metadata.Id);

    private static Enforcement ReadEnforcement(YamlValue value)
    {
        var members = value.Members(EnforcementKeys);
        var defaults = new Enforcement();
        return new()
        {
            Default = Value(members, "default")?.OneOf(EnforcementModeText.All) is { } mode ? EnforcementModeText.Parse(mode) : defaults.Default,
            GraceMinutes = Value(members, "graceMinutes")?.Integer(0, 7 * 24 * 60) ?? defaults.GraceMinutes,
            MaxDeregistrationsPerHour = Value(members, "maxDeregistrationsPerHour")?.Integer(0, 1000) ?? defaults.MaxDeregistrationsPerHour,
            Enabled = Value(members, "enabled")?.Boolean() ?? defaults.Enabled,
        };
    }

    private static StormControl ReadStormControl(YamlValue value)
    {
        var members = value.Members(["digestAbove", "withinMinutes"]);
        var defaults = new StormControl();
        return new()
        {
            DigestAbove = Value(members, "digestAbove")?.Integer(1, 1000) ?? defaults.DigestAbove,
            WithinMinutes = Value(members, "withinMinutes")?.Integer(0, 60) ?? defaults.WithinMinutes,
        };
    }

    private static ImmutableArray<Scope> ReadScopes(YamlValue? list, MatchReader matches)
    {
        var scopes = new Dictionary<string, Scope>(StringComparer.Ordinal);
        foreach (var item in list?.List() ?? [])
        {
            var scope = ReadScope(item, matches);
            if (!scopes.TryAdd(scope.Name, scope))
            {
                item.Error($"{item.Path}: there is a scope '{scope.Name}' already. Findings name the scope that set them: put both together, or give one another `name`.");
            }
        }

        return [.. scopes.Values];
    }

    private static Scope ReadScope(YamlValue value, MatchReader matches)
    {
        var members = value.Members(["name", "match", "enforcement", "policies"]);
        var match = value.Required(members, "match", "what it is about. What holds everywhere stands at the top of the file") is { } given ? matches.Read(given) : new();
        return new(
            Value(members, "name")?.Text() ?? match.ToText(),
            match,
            Value(members, "enforcement")?.OneOf(EnforcementModeText.All) is { } mode ? EnforcementModeText.Parse(mode) : null,
            Value(members, "policies") is { } policies ? PolicyRules.Read(policies) : ImmutableDictionary<string, PolicyRule>.Empty);
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> ReadUnits(YamlValue? value)
    {
        var units = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var (name, _, accounts) in value?.Members() ?? [])
        {
            units[name] = [.. accounts.List().Select(MatchReader.Account).OfType<string>()];
        }

        return units.ToImmutable();
    }

    private static YamlValue? Value(IReadOnlyDictionary<string, YamlValue> members, string key) => members.GetValueOrDefault(key);
}
