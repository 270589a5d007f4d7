using System.CommandLine;
using EcsGuard.Cli.Exemptions;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Cli.Commands;

/// <summary><c>ecsguard exempt</c>: exemptions beside those of the policy file.</summary>
internal static class ExemptCommand
{
    private const int ListedIds = 5;

    public static Command Create(CommandHost host)
    {
        var exemption = new ExemptionOptions();
        var aws = new AwsOptions();
        var command = new DescribedCommand("exempt", "Accept findings of one policy for a while, beside the exemptions of the policy file.", Notes)
        {
            CreateList(host),
            CreateRevoke(host),
        };
        foreach (var subcommand in command.Subcommands)
        {
            exemption.RefusePolicyIn(subcommand);
        }

        exemption.AddTo(command);
        aws.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            // Before AWS is asked for anything.
            var asked = exemption.Read(parsed, host.Time.GetUtcNow());
            return aws.RunAsync(parsed, host, async connection =>
            {
                var (file, _) = await InForceFile.ReadAsync(connection, cancellationToken);
                exemption.RequireUnits(asked, file);
                return await GrantAsync(connection, host, asked, file, cancellationToken);
            });
        });
        return command;
    }

    private static async Task<int> GrantAsync(AwsConnection aws, CommandHost host, Exemption exemption, PolicyFile file, CancellationToken cancellationToken)
    {
        if (file.Mandatory.Contains(exemption.Policy))
        {
            throw new UsageException($"{exemption.Policy} is mandatory in the policy file in force, so no exemption applies to it.");
        }

        if (file.Exemptions.FirstOrDefault(known => known.Id == exemption.Id) is { } known)
        {
            throw new UsageException($"The policy file in force says this already: line {known.Line}, exemption {known.Id}.");
        }

        // Read first: whoever may not is not left wondering whether it was granted.
        var covered = await CoveredFindings.FindAsync(aws.Findings, exemption, file, cancellationToken);
        var now = host.Time.GetUtcNow();
        await GrantChange.GrantAsync(aws.Grants, new(exemption, await aws.Clients.CallerAsync(cancellationToken), now), cancellationToken);
        CommandHost.WriteOutput(() =>
        {
            host.Out.WriteLine($"Granted {exemption.Id}: {GrantText.Subject(exemption)}");
            host.Out.WriteLine($"  {GrantText.Terms(exemption, now)}");
            covered.Write(host.Out, exemption);
        });
        return ExitCode.Clean;
    }

    private static DescribedCommand CreateList(CommandHost host)
    {
        var format = new Option<string>("--format") { Description = "text (for people) or json (a stable, versioned document).", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var aws = new AwsOptions();
        var command = new DescribedCommand("list", "List what is granted, by whom, and until when; what has ended is marked.", ListNotes) { format };
        aws.AddTo(command);
        command.SetAction((parsed, cancellationToken) => aws.RunAsync(parsed, host, async connection =>
        {
            var (file, grants) = await InForceFile.ReadAsync(connection, cancellationToken);
            var now = host.Time.GetUtcNow();
            CommandHost.WriteOutput(() =>
            {
                if (parsed.GetValue(format) == "json")
                {
                    GrantJson.Write(host.StandardOutput, grants, file, now);
                }
                else
                {
                    GrantText.WriteList(host.Out, grants, file, now);
                }
            });
            return ExitCode.Clean;
        }));
        return command;
    }

    private static DescribedCommand CreateRevoke(CommandHost host)
    {
        var id = new Argument<string>("ID") { Description = "The exemption's id, as findings and `ecsguard exempt list` name it." };
        var aws = new AwsOptions();
        var command = new DescribedCommand("revoke", "Take back what was granted: its findings count again.", RevokeNotes) { id };
        aws.AddTo(command);
        command.SetAction((parsed, cancellationToken) => aws.RunAsync(parsed, host, connection => RevokeAsync(connection, host, parsed.GetValue(id)!, cancellationToken)));
        return command;
    }

    private static async Task<int> RevokeAsync(AwsConnection aws, CommandHost host, string id, CancellationToken cancellationToken)
    {
        var grants = await aws.Grants.ReadAsync(cancellationToken);
        if (grants.Find(id) is not { Exemption: var exemption })
        {
            var (file, _) = await InForceFile.ReadAsync(aws, cancellationToken);
            throw new UsageException(Unknown(id, grants, file));
        }

        await GrantChange.RevokeAsync(aws.Grants, id, cancellationToken);
        CommandHost.WriteOutput(() =>
        {
            host.Out.WriteLine($"Revoked {id}: {GrantText.Subject(exemption)}");
            host.Out.WriteLine($"  {GrantText.Terms(exemption, host.Time.GetUtcNow())}");
            host.Out.WriteLine("Its findings count again within a minute, except where another exemption holds.");
        });
        return ExitCode.Clean;
    }

    private static string Unknown(string id, GrantedExemptions grants, PolicyFile file)
    {
        if (file.Exemptions.FirstOrDefault(exemption => exemption.Id == id) is { } known)
        {
            return $"{id} was not granted by command: it stands in the policy file in force, line {known.Line}. Take it out there, and publish the file.";
        }

        string[] ids = [.. grants.Grants.Select(grant => grant.Exemption.Id)];
        var nearest = Usage.DidYouMean(id, ids);
        var hint = (nearest, ids) switch
        {
            ({ Length: > 0 }, _) => nearest,
            (_, []) => " Nothing is granted beside the policy file.",
            (_, { Length: > ListedIds }) => " `ecsguard exempt list` shows what is.",
            _ => $" Granted are {string.Join(", ", ids)}.",
        };
        return $"No exemption '{Printable.Text(id)}' is granted.{hint}";
    }

    private const string Notes = """
        What is granted holds beside the policy file in force and those published later, and means
        what an exemption in the file means. Of a mandatory policy nothing is granted.

        Exit codes:
          0  it is granted
          2  bad usage, granted already, or others change what is granted at the same time
          3  AWS refused or could not be reached

        Examples:
          ecsguard exempt host-network --families "router-*" --accounts 111122223333 \
            --reason "It routes, PLAT-123" --owner net@example.com --expires 2027-01-31
          ecsguard exempt list
          ecsguard exempt revoke 0f1e2d3c4b5a
        """;

    private const string ListNotes = """
        Exit codes:
          0  they are listed
          2  bad usage, or a policy file in force that this version cannot read
          3  AWS refused or could not be reached

        Examples:
          ecsguard exempt list --table ecsguard-FindingsTable-1ABC
          ecsguard exempt list --format json
        """;

    private const string RevokeNotes = """
        Exit codes:
          0  it is revoked
          2  nothing is granted by that id, or others change what is granted at the same time
          3  AWS refused or could not be reached

        Example:
          ecsguard exempt revoke 0f1e2d3c4b5a --table ecsguard-FindingsTable-1ABC
        """;
}
