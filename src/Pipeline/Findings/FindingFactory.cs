using System.Collections.Immutable;
using System.Globalization;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Findings;

/// <summary>Makes findings of what the policies said.</summary>
public static class FindingFactory
{
    /// <summary>The team of everything that no team's rule matches.</summary>
    public const string UnassignedTeam = "unassigned";

    private const int KeptEvidence = 5;
    private const int KeptTasks = 500;

    /// <summary>An open runtime finding that nothing was added to for this long is resolved.</summary>
    public static TimeSpan QuietTime { get; } = TimeSpan.FromDays(7);

    /// <summary>The faults of a revision, as of its registration.</summary>
    public static ImmutableArray<Finding> OfRevision(TaskDefinitionArn arn, DateTimeOffset registeredAt, IEnumerable<Outcome> outcomes) =>
        OfDefinition(arn.ToString(), new(arn.Account, arn.Region, arn.Family, Target.NoTags), arn.Revision, registeredAt, outcomes);

    /// <summary>The same of a definition that need not be registered anywhere: account and region that are not known are empty.</summary>
    internal static ImmutableArray<Finding> OfDefinition(string resource, Target target, int? revision, DateTimeOffset at, IEnumerable<Outcome> outcomes)
    {
        var subjects = new HashSet<(string, string)>();
        return
        [
            .. from outcome in outcomes
               from violation in outcome.Violations
               select New(resource, target.Account ?? "", target.Region ?? "", target.Family, revision, outcome.Policy, violation, at) with
               {
                   Subject = Distinct(subjects, outcome.Policy, SubjectOf(violation)),
               },
        ];
    }

    /// <summary>
    /// The findings of a revision that was judged before: what is found now, with the past of what was found then. What its tasks showed stays as it is,
    /// and so does a fault that could not be looked for this time.
    /// </summary>
    /// <param name="before">The findings so far.</param>
    /// <param name="found">What is found now.</param>
    /// <param name="judgement">How judging ended now.</param>
    public static ImmutableArray<Finding> OfRevisionAgain(ImmutableArray<Finding> before, ImmutableArray<Finding> found, Judgement judgement)
    {
        var known = before.ToDictionary(finding => finding.Id, StringComparer.Ordinal);
        var again = found.Select(finding => finding.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. found.Select(finding => known.TryGetValue(finding.Id, out var past) ? finding with { State = past.State, ResolvedIn = past.ResolvedIn, ResolvedAt = past.ResolvedAt, Regression = past.Regression, FirstSeen = past.FirstSeen } : finding),
            .. before.Where(finding => finding.Kind == PolicyKind.Runtime || (!again.Contains(finding.Id) && !Lifecycle.CanTell(judgement, finding))),
        ];
    }

    /// <summary>One occurrence in a task, before it is joined with what is known of earlier ones.</summary>
    public static Finding OfTask(TaskStateChange task, TaskDefinitionArn? arn, string account, string region, TaskStatePolicy policy, Violation violation, DateTimeOffset at)
    {
        var resource = policy.RecordsEachTask || arn is null ? task.TaskArn! : arn.ToString();
        return New(resource, arn?.Account ?? account, arn?.Region ?? region, arn?.Family, arn?.Revision, policy, violation, at) with
        {
            Container = Injected(violation.Container),
            Subject = Injected(violation.Container) ?? "",
            Evidence = [new(task.TaskArn!, at, task.Version, violation.Message)],
            CountedTasks = [task.TaskArn!],
            FirstSeen = policy.RecordsEachTask ? task.StoppingAt ?? at : at,
            DueAt = at + QuietTime,
        };
    }

    /// <summary>
    /// What is known, with one more occurrence: counted once for each task, however often its events come. Null where it adds nothing.
    /// </summary>
    public static Finding? Join(Finding? known, Finding occurrence)
    {
        if (known is null)
        {
            return occurrence;
        }

        if (known.CountedTasks.Contains(occurrence.CountedTasks[0]))
        {
            return null;
        }

        var lastSeen = Later(known.LastSeen, occurrence.LastSeen);
        var evidence = known.Evidence.Concat(occurrence.Evidence).OrderByDescending(item => item.At).ThenBy(item => item.Task, StringComparer.Ordinal).Take(KeptEvidence);
        return known with
        {
            State = FindingState.Open,
            ResolvedIn = null,
            ResolvedAt = null,
            // Not one that arrives late: it says that the time was not quiet after all.
            Regression = known.ResolvedAt <= occurrence.LastSeen ? new(occurrence.LastSeen, null) : known.Regression,
            FirstSeen = known.FirstSeen < occurrence.FirstSeen ? known.FirstSeen : occurrence.FirstSeen,
            LastSeen = lastSeen,
            Message = occurrence.LastSeen >= known.LastSeen ? occurrence.Message : known.Message,
            Path = occurrence.LastSeen >= known.LastSeen ? occurrence.Path : known.Path,
            Count = known.Count + 1,
            Evidence = [.. evidence],
            CountedTasks = [.. known.CountedTasks.Append(occurrence.CountedTasks[0]).TakeLast(KeptTasks)],
            DueAt = lastSeen + QuietTime,
        };
    }

    private static Finding New(string resource, string account, string region, string? family, int? revision, Policy policy, Violation violation, DateTimeOffset at) => new()
    {
        Resource = resource,
        Account = account,
        Region = region,
        Family = family,
        Revision = revision,
        Policy = policy.Metadata.Id,
        Kind = policy.Metadata.Kind,
        Severity = policy.Metadata.Severity,
        Subject = SubjectOf(violation),
        Path = violation.Path,
        Container = violation.Container,
        Message = violation.Message,
        State = FindingState.Open,
        FirstSeen = at,
        LastSeen = at,
        Team = UnassignedTeam,
    };

    private static string SubjectOf(Violation violation)
    {
        const string Containers = "/containerDefinitions/";
        if (violation.Container is null || !violation.Path.StartsWith(Containers, StringComparison.Ordinal))
        {
            return violation.Path;
        }

        var inside = violation.Path.IndexOf('/', Containers.Length);
        return inside < 0 ? violation.Container : violation.Container + violation.Path[inside..];
    }

    /// <summary>Two faults of one policy at one place are told apart by their order, which is the policy's.</summary>
    private static string Distinct(HashSet<(string, string)> subjects, Policy policy, string subject)
    {
        var distinct = subject;
        for (var number = 2; !subjects.Add((policy.Metadata.Id, distinct)); number++)
        {
            distinct = string.Create(CultureInfo.InvariantCulture, $"{subject}~{number}");
        }

        return distinct;
    }

    /// <summary>Containers that GuardDuty and Service Connect add to each task carry a random end: without it they are one container.</summary>
    private static string? Injected(string? container)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["aws-guardduty-agent-", "ecs-service-connect-"])
        {
            if (container?.StartsWith(prefix, StringComparison.Ordinal) == true)
            {
                return prefix.TrimEnd('-');
            }
        }

        return container;
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
