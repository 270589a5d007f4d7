using System.CommandLine;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using EcsGuard.Aws;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Cli.Commands;

/// <summary>How a command reaches the deployed EcsGuard: with the caller's own credentials, as the AWS CLI finds them.</summary>
/// <param name="regionDescription">What <c>--region</c> means to a command that uses it for something else as well.</param>
internal sealed class AwsOptions(string? regionDescription = null)
{
    private const string TableVariable = "ECSGUARD_TABLE";

    private readonly Option<string?> _table = new("--table") { Description = "The stack's table (its output FindingsTable). Where left out: ECSGUARD_TABLE.", HelpName = "NAME" };
    private readonly Option<string?> _region = new("--region") { Description = regionDescription ?? "The stack's region. Where left out: AWS_REGION, or AWS_DEFAULT_REGION.", HelpName = "REGION" };
    private readonly Option<string?> _endpoint = new("--endpoint-url") { Description = "An emulator of AWS. Where left out: AWS_ENDPOINT_URL, or AWS itself.", HelpName = "URL" };

    public void AddTo(Command command)
    {
        command.Add(_table);
        command.Add(_region);
        command.Add(_endpoint);
    }

    /// <summary>What <c>--region</c> says.</summary>
    public string? RegionOf(ParseResult parsed) => parsed.GetValue(_region);

    /// <summary>The first option on the command line that only makes sense with a deployed EcsGuard; null where there is none.</summary>
    public string? FirstGiven(ParseResult parsed) => parsed.GetValue(_table) is not null ? _table.Name : parsed.GetValue(_endpoint) is not null ? _endpoint.Name : null;

    /// <summary>Runs what asks AWS; whatever AWS refuses ends the command with its own exit code.</summary>
    /// <exception cref="UsageException">Table or region is not given.</exception>
    /// <exception cref="AwsFailureException">AWS refused or could not be reached.</exception>
    public async Task<int> RunAsync(ParseResult parsed, CommandHost host, Func<AwsConnection, Task<int>> run)
    {
        var table = parsed.GetValue(_table) ?? host.GetEnvironmentVariable(TableVariable)
            ?? throw new UsageException($"Which table? Give --table or set {TableVariable}; the stack's output FindingsTable names it.");
        var region = parsed.GetValue(_region) ?? host.GetEnvironmentVariable("AWS_REGION") ?? host.GetEnvironmentVariable("AWS_DEFAULT_REGION")
            ?? throw new UsageException("Which region? Give --region or set AWS_REGION.");
        var url = parsed.GetValue(_endpoint) ?? host.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        Uri? endpoint = null;
        if (!string.IsNullOrEmpty(url) && (!Uri.TryCreate(url, UriKind.Absolute, out endpoint) || endpoint.Scheme is not ("http" or "https")))
        {
            throw new UsageException($"--endpoint-url: '{Printable.Text(url)}' is no URL; it looks like http://localhost:5000.");
        }

        try
        {
            using var clients = new AwsClients(new() { Region = region, Endpoint = endpoint });
            return await run(new(clients, table));
        }
        catch (ArgumentException problem) when (problem.ParamName is "region")
        {
            throw new UsageException(Printable.Text(problem.Message.ReplaceLineEndings(" ")), problem);
        }
        catch (ResourceNotFoundException fault)
        {
            throw new AwsFailureException(Printable.Text($"AWS ({region}): there is no table '{table}' in this account and region."), fault);
        }
        catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException)
        {
            throw new AwsFailureException(Printable.Text($"AWS ({region}): {fault.Message.ReplaceLineEndings(" ")}"), fault);
        }
    }
}

/// <summary>The deployed EcsGuard.</summary>
internal sealed record AwsConnection(AwsClients Clients, string Table)
{
    public IPublishedPolicyFiles PolicyFiles => new DynamoDbPublishedPolicyFiles(Clients.DynamoDb, Table);

    public IGrantedExemptions Grants => new DynamoDbGrantedExemptions(Clients.DynamoDb, Table);

    public IFindingQueries Findings => new DynamoDbFindingQueries(Clients.DynamoDb, Table);

    public ISimulations Simulations => new DynamoDbSimulations(Clients.DynamoDb, Table);

    /// <summary>A simulation on all that is recorded.</summary>
    /// <param name="readRoles">Whether the roles that definitions name are read.</param>
    /// <param name="time">The clock.</param>
    public EstateSimulation Simulation(bool readRoles, TimeProvider time) => new(
        new DynamoDbEstate(Clients.DynamoDb, Table),
        new EcsTaskDefinitions(Clients),
        new RevisionFacts(
            new EcsAccountSettings(Clients, time, NullLogger<EcsAccountSettings>.Instance),
            new DynamoDbFindingStore(Clients.DynamoDb, Table, time),
            readRoles ? new IamRoles(Clients, time, NullLogger<IamRoles>.Instance) : null),
        time);
}
