using System.Globalization;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>
/// Follows what is published and granted: looks once a minute whether there is anything new, and reads a file once. A file that cannot be used leaves the one
/// before it in force; a look that fails is the caller's to try again.
/// </summary>
public sealed partial class LatestPolicyFile(IPublishedPolicyFiles published, IMetrics metrics, TimeProvider time, ILogger<LatestPolicyFile> log) : IPolicyFiles
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _warnings = new(StringComparer.Ordinal);
    private (PolicyFile File, int Publication)? _published;
    private PolicyFile _current = PolicyFile.None;
    private string? _unusable;
    private DateTimeOffset _until;

    public async ValueTask<PolicyFile> CurrentAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _until)
        {
            return _current;
        }

        var (latest, grants) = await published.InForceAsync(cancellationToken);
        var (file, publication) = latest is null ? (PolicyFile.None, 0) : await FileAsync(latest, cancellationToken);
        var revision = string.Create(CultureInfo.InvariantCulture, $"{publication}.{grants.Number}");
        if (_current.Revision != revision)
        {
            _current = grants.AddTo(file) with { Revision = revision };
            Warn(grants, file);
        }

        _published = (file, publication);
        _until = time.GetUtcNow() + Lifetime;
        return _current;
    }

    private async Task<(PolicyFile File, int Publication)> FileAsync(PolicyFilePublication latest, CancellationToken cancellationToken)
    {
        if (_published is { } known && known.File.Version == latest.Version)
        {
            return (known.File, latest.Number);
        }

        var text = await published.TextAsync(latest.Version, cancellationToken);
        var reading = text is null ? null : PolicyFileReader.Read(text);
        if (reading?.InForce is { } file)
        {
            foreach (var problem in reading.Problems)
            {
                Problem(log, latest.Version, problem);
            }

            _unusable = null;
            return (file, latest.Number);
        }

        metrics.Count("PolicyFileUnusable", 1);
        var why = reading is null ? "its text is missing" : reading.Problems.First(problem => !problem.IsWarning).ToString();
        if (_published is not { } before)
        {
            throw new PolicyFileUnusableException($"Policy file {latest.Version} is in force and cannot be used ({why}). Publish it anew, or deploy the version of EcsGuard that it was written for.");
        }

        if (_unusable != latest.Version)
        {
            _unusable = latest.Version;
            Unusable(log, latest.Version, why, before.File.Version);
        }

        return before;
    }

    /// <summary>Says once of each grant what of it does not count.</summary>
    private void Warn(GrantedExemptions grants, PolicyFile file)
    {
        foreach (var grant in grants.Grants)
        {
            if (grant.ProblemUnder(file) is { } problem && _warnings.Add($"{grant.Exemption.Id} {problem}"))
            {
                GrantProblem(log, grant.Exemption.Id, problem);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Policy file {Version} was published and cannot be used ({Why}); {Current} stays in force.")]
    private static partial void Unusable(ILogger log, string version, string why, string current);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Policy file {Version}, {Problem}")]
    private static partial void Problem(ILogger log, string version, PolicyFileProblem problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Granted exemption {Exemption} {Problem}.")]
    private static partial void GrantProblem(ILogger log, string exemption, string problem);
}

/// <summary>One file, given once: what a command judges by.</summary>
public sealed class FixedPolicyFile(PolicyFile file) : IPolicyFiles
{
    public ValueTask<PolicyFile> CurrentAsync(CancellationToken cancellationToken) => new(file);
}
