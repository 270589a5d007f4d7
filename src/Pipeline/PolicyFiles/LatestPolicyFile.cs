using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>
/// Follows what is published: looks once a minute whether there is a new file, and reads a file once. While a look fails, or finds a file that cannot be used,
/// the one that was in force stays so.
/// </summary>
public sealed partial class LatestPolicyFile(IPublishedPolicyFiles published, IMetrics metrics, TimeProvider time, ILogger<LatestPolicyFile> log) : IPolicyFiles
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private PolicyFile? _current;
    private string? _unusable;
    private DateTimeOffset _until;

    public async ValueTask<PolicyFile> CurrentAsync(CancellationToken cancellationToken)
    {
        if (_current is { } current && time.GetUtcNow() < _until)
        {
            return current;
        }

        var latest = await published.LatestAsync(cancellationToken);
        _current = latest is null ? PolicyFile.None : _current?.Version == latest.Version ? _current : await ReadAsync(latest, cancellationToken);
        _until = time.GetUtcNow() + Lifetime;
        return _current;
    }

    private async Task<PolicyFile> ReadAsync(PolicyFilePublication publication, CancellationToken cancellationToken)
    {
        var text = await published.TextAsync(publication.Version, cancellationToken);
        var reading = text is null ? null : PolicyFileReader.Read(text);
        if (reading?.InForce is { } file)
        {
            foreach (var problem in reading.Problems)
            {
                Problem(log, publication.Version, problem);
            }

            _unusable = null;
            return file;
        }

        metrics.Count("PolicyFileUnusable", 1);
        var why = reading is null ? "its text is missing" : reading.Problems.First(problem => !problem.IsWarning).ToString();
        if (_current is null)
        {
            throw new PolicyFileUnusableException($"Policy file {publication.Version} is in force and cannot be used ({why}). Publish it anew, or deploy the version of EcsGuard that it was written for.");
        }

        if (_unusable != publication.Version)
        {
            _unusable = publication.Version;
            Unusable(log, publication.Version, why, _current.Version);
        }

        return _current;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Policy file {Version} was published and cannot be used ({Why}); {Current} stays in force.")]
    private static partial void Unusable(ILogger log, string version, string why, string current);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Policy file {Version}, {Problem}")]
    private static partial void Problem(ILogger log, string version, PolicyFileProblem problem);
}

/// <summary>One file, given once: what a command judges by.</summary>
public sealed class FixedPolicyFile(PolicyFile file) : IPolicyFiles
{
    public ValueTask<PolicyFile> CurrentAsync(CancellationToken cancellationToken) => new(file);
}
