using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>Messages of no single family, in process.</summary>
internal sealed class InProcessNotices(KeptRecords kept) : INotices
{
    public Task<bool> TryAddAsync(PendingNotice notice, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (kept.Gate)
        {
            if (kept.Records.Notices.ContainsKey(notice.Summary.Id))
            {
                return Task.FromResult(false);
            }

            kept.Change(new() { Notice = new(notice.Summary.Id, notice) });
            return Task.FromResult(true);
        }
    }

    public Task KeepAsync(PendingNotice notice, CancellationToken cancellationToken) => ChangeAsync(notice.Summary.Id, notice, cancellationToken);

    public Task FinishAsync(PendingNotice notice, CancellationToken cancellationToken) => ChangeAsync(notice.Summary.Id, null, cancellationToken);

    private Task ChangeAsync(string id, PendingNotice? pending, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (kept.Gate)
        {
            // What was sent stays so, whoever else tried it too.
            if (kept.Records.Notices.GetValueOrDefault(id) is not null)
            {
                kept.Change(new() { Notice = new(id, pending) });
            }
        }

        return Task.CompletedTask;
    }
}
