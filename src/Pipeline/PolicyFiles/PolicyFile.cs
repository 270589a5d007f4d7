using System.Collections.Immutable;
using EcsGuard.Policies;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>
/// What an organisation wants judged, how strictly, who is told, and what is exempt: a YAML file as it was read. Everything in it is known to be valid.
/// </summary>
public sealed record PolicyFile
{
    /// <summary>How many characters of a version people are shown: enough to tell files apart.</summary>
    public const int ShownVersion = 12;

    /// <summary>What holds without a file: the recommended policies, everybody told on one channel, nothing exempt.</summary>
    public static PolicyFile None { get; } = new() { Version = NoVersion, Revision = "0.0" };

    private const string NoVersion = "none";

    /// <summary>The SHA-256 of its bytes, in hexadecimal: equal files have equal versions.</summary>
    public required string Version { get; init; }

    /// <summary>As much of <see cref="Version"/> as people are shown.</summary>
    public string ShortVersion => Version.Length > ShownVersion ? Version[..ShownVersion] : Version;

    /// <summary>
    /// Changes whenever what is in force does: the number of the publication and that of the granted exemptions (<c>3.12</c>); the version of a file that was
    /// not published.
    /// </summary>
    public string Revision { get => field ?? Version; init; }

    /// <summary>There is no file. Exemptions may have been granted by command all the same.</summary>
    public bool IsNone => Version == NoVersion;

    public PolicySet Set { get; init; } = PolicySet.Recommended;

    /// <summary>What holds wherever no scope says otherwise.</summary>
    public ImmutableDictionary<string, PolicyRule> Policies { get; init; } = ImmutableDictionary<string, PolicyRule>.Empty;

    public Enforcement Enforcement { get; init; } = new();

    /// <summary>When a team is told of many revisions in one message.</summary>
    public StormControl Notifications { get; init; } = new();

    public ImmutableArray<Scope> Scopes { get; init; } = [];

    /// <summary>The organisation's own sidecars, for everything that is judged under the file.</summary>
    public ImmutableArray<ExtraSidecar> Sidecars { get; init; } = [];

    public ImmutableArray<Team> Teams { get; init; } = [];

    public ImmutableArray<Exemption> Exemptions { get; init; } = [];

    /// <summary>What is wrong with exemptions that are not in <see cref="Exemptions"/>, and so do not count: only in a published file.</summary>
    public ImmutableArray<PolicyFileProblem> ExemptionFaults { get; init; } = [];

    /// <summary>Ids of the policies that no exemption applies to.</summary>
    public ImmutableSortedSet<string> Mandatory { get; init; } = ImmutableSortedSet<string>.Empty.WithComparer(StringComparer.Ordinal);

    /// <summary>Account ids by organisational unit: EcsGuard asks nobody for them, so the file that scopes by unit says what the unit holds.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> OrganizationalUnits { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Whether anything may be deregistered under it.</summary>
    public bool Deregisters =>
        Enforcement.Enabled
        && (Enforcement.Default == EnforcementMode.Deregister
            || Scopes.Any(scope => scope.Enforcement == EnforcementMode.Deregister)
            || Policies.Values.Concat(Scopes.SelectMany(scope => scope.Policies.Values)).Any(rule => rule.Enforcement == EnforcementMode.Deregister));

    /// <summary>The policies that are on for a target, and how they are set there.</summary>
    public PolicySelection Select(Target target) => Selections.Of(this, target);

    /// <summary>The team that is told of a target: of those that match, the one that matches most narrowly, and of equals the last in the file.</summary>
    public Team? TeamOf(Target target) => Narrowest(Teams, team => team.Match, target);

    /// <summary>
    /// The exemption that a finding of <paramref name="policy"/> falls under at <paramref name="now"/>: of several, the one that ends last. None applies to a
    /// mandatory policy.
    /// </summary>
    public Exemption? ExemptionOf(string policy, Target target, DateTimeOffset now) =>
        Mandatory.Contains(policy)
            ? null
            : Exemptions.Where(exemption => exemption.Policy == policy && now < exemption.End && exemption.Match.Includes(target, OrganizationalUnits)).MaxBy(exemption => exemption.End);

    /// <summary>The scopes that hold for a target, the widest first.</summary>
    internal IEnumerable<Scope> ScopesOf(Target target) => ByWidth(Scopes, scope => scope.Match, target);

    private T? Narrowest<T>(ImmutableArray<T> items, Func<T, Match> match, Target target)
        where T : class => ByWidth(items, match, target).LastOrDefault();

    private IEnumerable<T> ByWidth<T>(ImmutableArray<T> items, Func<T, Match> match, Target target) =>
        items.Where(item => match(item).Includes(target, OrganizationalUnits)).OrderBy(item => match(item).Specificity(target));
}

/// <summary>What a policy file says of one policy; what is left out is said elsewhere, or the policy's own.</summary>
public sealed record PolicyRule
{
    public bool? Enabled { get; init; }

    public Severity? Severity { get; init; }

    public EnforcementMode? Enforcement { get; init; }

    /// <summary>Values of the policy's options by key, as <see cref="PolicyContext.Settings"/> takes them.</summary>
    public ImmutableDictionary<string, object> Options { get; init; } = ImmutableDictionary<string, object>.Empty;
}

/// <summary>What becomes of violations, and how careful deregistration is.</summary>
public sealed record Enforcement
{
    public EnforcementMode Default { get; init; } = EnforcementMode.Notify;

    /// <summary>Minutes between telling the team and deregistering.</summary>
    public int GraceMinutes { get; init; } = 60;

    /// <summary>The most deregistrations an hour and account.</summary>
    public int MaxDeregistrationsPerHour { get; init; } = 10;

    /// <summary>The kill switch: false, and nothing is deregistered.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>When so many revisions of a team have something to tell that they are told in one digest.</summary>
public sealed record StormControl
{
    /// <summary>More revisions than this within the time are told in one digest.</summary>
    public int DigestAbove { get; init; } = 10;

    /// <summary>The time, in minutes; 0, and every revision is told by itself and at once.</summary>
    public int WithinMinutes { get; init; } = 10;

    /// <summary>The time.</summary>
    public TimeSpan Window => TimeSpan.FromMinutes(WithinMinutes);
}

/// <summary>A part of the estate with rules of its own.</summary>
/// <param name="Name">How findings name it.</param>
/// <param name="Match">What it is about.</param>
/// <param name="Enforcement">The mode of every policy in it; null for the one outside.</param>
/// <param name="Policies">What it says of single policies.</param>
public sealed record Scope(string Name, Match Match, EnforcementMode? Enforcement, ImmutableDictionary<string, PolicyRule> Policies);

/// <summary>Who is told.</summary>
/// <param name="Name">How findings and messages name it.</param>
/// <param name="Match">What it owns.</param>
/// <param name="Channels">Where it is told; none, and its findings are recorded only.</param>
/// <param name="TellFixed">Whether a revision that only fixes things is told as well.</param>
public sealed record Team(string Name, Match Match, ImmutableArray<Channel> Channels, bool TellFixed);

/// <summary>Where a team is told.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Arn">ARN of the SNS topic, or of the Secrets Manager secret that holds the Slack webhook's URL.</param>
/// <param name="MinSeverity">Findings below this one are not told here.</param>
/// <param name="Format">In which form an SNS topic is told.</param>
public sealed record Channel(ChannelKind Kind, string Arn, Severity MinSeverity, ChannelFormat Format = ChannelFormat.Text)
{
    /// <summary>The least severe finding that is worth a message where a file says nothing: information is recorded and never sent.</summary>
    public const Severity DefaultMinSeverity = Severity.Low;
}

/// <summary>Kinds of channel.</summary>
public enum ChannelKind { Sns, Slack }

/// <summary>Forms in which an SNS topic is told.</summary>
public enum ChannelFormat
{
    /// <summary>Plain text, for people who read mail and for programs that filter by message attributes.</summary>
    Text,

    /// <summary>
    /// A custom notification of Amazon Q Developer in chat applications (formerly AWS Chatbot), which drops whatever has another form.
    /// Source: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html.
    /// </summary>
    AmazonQ,
}
