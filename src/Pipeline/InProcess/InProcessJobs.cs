using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>Jobs in process. Claims are in memory only: a crash frees them.</summary>
internal sealed class InProcessJobs(KeptRecords kept) : IJobs
{
    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> _claims = new(StringComparer.Ordinal);

    public Task<JobClaim?> TryClaimAsync(string job, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (kept.Gate)
        {
            if (_claims.TryGetValue(job, out var other) && other.Until > now)
            {
                return Task.FromResult<JobClaim?>(null);
            }

            var token = Guid.NewGuid().ToString("N");
            _claims[job] = (token, until);
            return Task.FromResult<JobClaim?>(new(job, token, kept.Records.Jobs.GetValueOrDefault(job)));
        }
    }

    public Task<bool> TrySaveAsync(JobClaim claim, string? state, bool release, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (kept.Gate)
        {
            if (_claims.GetValueOrDefault(claim.Job).Token != claim.Token)
            {
                return Task.FromResult(false);
            }

            if (kept.Records.Jobs.GetValueOrDefault(claim.Job) != state)
            {
                kept.Change(new() { Job = new(claim.Job, state) });
            }

            if (release)
            {
                _claims.Remove(claim.Job);
            }

            return Task.FromResult(true);
        }
    }
}
