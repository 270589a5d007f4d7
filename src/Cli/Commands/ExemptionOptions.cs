using System.Collections.Immutable;
using System.CommandLine;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Cli.Commands;

/// <summary>An exemption on the command line: the options are the keys of one in the policy file, and mean the same.</summary>
internal sealed class ExemptionOptions
{
    private readonly Argument<string> _policy = new("POLICY") { Description = "The policy whose findings are accepted." };
    private readonly Option<string[]> _accounts = Several("--accounts", "Only in these accounts.", "ID");
    private readonly Option<string[]> _units = Several("--organizational-units", "Only in accounts of these units; the policy file in force says which those are.", "NAME");
    private readonly Option<string[]> _regions = Several("--regions", "Only in these regions (* and ? stand for any text and any character). `--region` is the stack's.", "NAME");
    private readonly Option<string[]> _families = Several("--families", "Only of these families (* and ? as well; in quotes, or the shell may replace them).", "NAME");
    private readonly Option<string[]> _tags = Several("--tags", "Only of task definitions with all of these tags (* and ? in the value as well).", "KEY=VALUE");
    private readonly Option<bool> _everywhere = new("--everywhere") { Description = "In the whole estate. One of these options has to be given." };
    private readonly Option<string> _reason = new("--reason") { Description = "Why the fault is accepted.", HelpName = "TEXT", Required = true };
    private readonly Option<string> _owner = new("--owner") { Description = "Who answers for it.", HelpName = "TEXT", Required = true };
    private readonly Option<string> _expires = new("--expires") { Description = "The last day on which it counts, UTC (2027-01-31), or the time until which it does (2027-01-31T12:00:00Z).", HelpName = "DATE", Required = true };

    public void AddTo(Command command)
    {
        command.Add(_policy);
        foreach (var option in new Option[] { _accounts, _units, _regions, _families, _tags, _everywhere, _reason, _owner, _expires })
        {
            command.Add(option);
        }
    }

    /// <summary>A subcommand is about what is granted, whatever the policy: it has no use for one.</summary>
    public void RefusePolicyIn(Command subcommand) => subcommand.Validators.Add(result =>
    {
        if (result.GetResult(_policy) is { Tokens: [var policy, ..] })
        {
            result.AddError($"`{subcommand.Name}` takes no policy, so '{Printable.Text(policy.Value)}' means nothing.");
        }
    });

    /// <summary>The exemption that is asked for. Whether its organisational units exist is for the policy file in force to say: <see cref="RequireUnits"/>.</summary>
    /// <exception cref="UsageException">Something is missing, can never match, or has ended.</exception>
    public Exemption Read(ParseResult parsed, DateTimeOffset now)
    {
        var policy = PolicyChoice.Find(parsed.GetValue(_policy)!, "exempt").Metadata.Id;
        var exemption = new Exemption(policy, ReadMatch(parsed, policy), ReadText(parsed, _reason), ReadText(parsed, _owner), ReadEnd(parsed, now), Line: 0);
        return GrantedExemptions.Fits(exemption)
            ? exemption
            : throw new UsageException($"This says more than a grant may, {GrantedExemptions.LargestGrant} bytes in all: say it shorter, or in the policy file.");
    }

    /// <exception cref="UsageException">The policy file does not list a unit.</exception>
    public void RequireUnits(Exemption exemption, PolicyFile file) =>
        Require(_units, exemption.Match.OrganizationalUnits, unit => MatchValues.ProblemOfUnit(unit, file.OrganizationalUnits));

    private Match ReadMatch(ParseResult parsed, string policy)
    {
        var match = new Match
        {
            Accounts = Require(_accounts, parsed.GetValue(_accounts) ?? [], MatchValues.ProblemOfAccount),
            OrganizationalUnits = [.. parsed.GetValue(_units) ?? []],
            Regions = Require(_regions, parsed.GetValue(_regions) ?? [], MatchValues.ProblemOfRegion),
            Families = Require(_families, parsed.GetValue(_families) ?? [], MatchValues.ProblemOfFamily),
            Tags = ReadTags(parsed.GetValue(_tags) ?? []),
        };
        Option[] narrowing = [_accounts, _units, _regions, _families, _tags];
        var given = narrowing.Where(option => parsed.GetResult(option) is not null).Select(option => option.Name).ToArray();
        return (given, parsed.GetValue(_everywhere)) switch
        {
            ([], false) => throw new UsageException($"This would accept {policy} everywhere. Say where, by {string.Join(", ", narrowing.Select(option => option.Name))}; or give {_everywhere.Name} if you mean it."),
            ([_, ..], true) => throw new UsageException($"{_everywhere.Name} contradicts {string.Join(", ", given)}."),
            _ => match,
        };
    }

    private ImmutableSortedDictionary<string, string> ReadTags(string[] values)
    {
        var tags = new Match().Tags.ToBuilder();
        foreach (var text in values)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } key, var value] || string.IsNullOrWhiteSpace(value))
            {
                throw new UsageException(Printable.Text($"{_tags.Name}: '{text}' is no tag; write key=value."));
            }

            if (!tags.TryAdd(key, value))
            {
                throw new UsageException(Printable.Text($"{_tags.Name}: '{key}' stands there twice, and a task definition has one value of it."));
            }
        }

        return tags.ToImmutable();
    }

    private static string ReadText(ParseResult parsed, Option<string> option) =>
        parsed.GetValue(option) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw new UsageException($"{option.Name} takes a text.");

    private DateTimeOffset ReadEnd(ParseResult parsed, DateTimeOffset now)
    {
        var text = parsed.GetValue(_expires)!;
        return Exemption.ParseEnd(text) switch
        {
            null => throw new UsageException(Printable.Text($"{_expires.Name}: {Exemption.NoEnd(text)}")),
            { } end when end <= now => throw new UsageException($"{_expires.Name}: {text} has passed."),
            { } end => end,
        };
    }

    private static ImmutableArray<string> Require(Option option, IEnumerable<string> values, Func<string, string?> problemOf) =>
        values.Select(problemOf).OfType<string>().FirstOrDefault() is { } problem ? throw new UsageException(Printable.Text($"{option.Name}: {problem}")) : [.. values];

    private static Option<string[]> Several(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, AllowMultipleArgumentsPerToken = true };
}
