using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>Published policy files in memory.</summary>
/// <param name="grants">What is granted beside them.</param>
public sealed class InProcessPublishedPolicyFiles(IGrantedExemptions grants) : IPublishedPolicyFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _texts = new(StringComparer.Ordinal);
    private ImmutableStack<PolicyFilePublication> _publications = [];

    public Task<PolicyFilePublication?> LatestAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_publications.IsEmpty ? null : _publications.Peek());
        }
    }

    public async Task<InForce> InForceAsync(CancellationToken cancellationToken) =>
        new(await LatestAsync(cancellationToken), await grants.ReadAsync(cancellationToken));

    public Task<byte[]?> TextAsync(string version, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_texts.GetValueOrDefault(version));
        }
    }

    public Task<bool> TryPublishAsync(ReadOnlyMemory<byte> text, PolicyFilePublication publication, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (publication.Number != (_publications.IsEmpty ? 1 : _publications.Peek().Number + 1))
            {
                return Task.FromResult(false);
            }

            _texts[publication.Version] = text.ToArray();
            _publications = _publications.Push(publication);
            return Task.FromResult(true);
        }
    }

    public async IAsyncEnumerable<PolicyFilePublication> HistoryAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var publication in _publications)
        {
            await Task.CompletedTask.WaitAsync(cancellationToken);
            yield return publication;
        }
    }
}
