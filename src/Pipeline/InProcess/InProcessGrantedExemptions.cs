using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>Granted exemptions in memory.</summary>
public sealed class InProcessGrantedExemptions : IGrantedExemptions
{
    private readonly Lock _gate = new();
    private GrantedExemptions _grants = GrantedExemptions.None;

    public Task<GrantedExemptions> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_grants);
        }
    }

    public Task<bool> TryReplaceAsync(GrantedExemptions grants, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (grants.Number != _grants.Number + 1)
            {
                return Task.FromResult(false);
            }

            _grants = grants;
            return Task.FromResult(true);
        }
    }
}
