using EcsGuard.Cli.Exemptions;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;

namespace EcsGuard.Cli.Tests.Exemptions;

/// <summary>What becomes of a grant while others grant and revoke.</summary>
public sealed class GrantChangeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly BusyGrants _granted = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_grant_is_made_again_on_what_others_have_granted_meanwhile()
    {
        _granted.Others.Enqueue(grants => grants.With(Of("other")));
        _granted.Others.Enqueue(grants => grants.With(Of("another")));
        await GrantChange.GrantAsync(_granted, Of("mine"), None);
        Assert.Equal(["3", "other", "another", "mine"], await GrantedAsync());
    }

    [Fact]
    public async Task What_is_revoked_meanwhile_by_somebody_else_is_revoked()
    {
        await GrantChange.GrantAsync(_granted, Of("mine"), None);
        _granted.Others.Enqueue(grants => grants.Without(grants.Grants[0]));
        await GrantChange.RevokeAsync(_granted, Of("mine").Exemption.Id, None);
        Assert.Equal(["2"], await GrantedAsync());
    }

    [Fact]
    public async Task What_somebody_else_grants_meanwhile_is_not_granted_twice()
    {
        _granted.Others.Enqueue(grants => grants.With(Of("mine") with { By = "somebody else" }));
        var refusal = await Assert.ThrowsAsync<UsageException>(() => GrantChange.GrantAsync(_granted, Of("mine"), None));
        Assert.Equal($"Exemption {Of("mine").Exemption.Id} says this already, granted 2026-03-01 12:00:00 UTC by somebody else.", refusal.Message);
        Assert.Equal(["1", "mine"], await GrantedAsync());
    }

    /// <summary>The answer to the attempt that made it was lost, and somebody has granted more since.</summary>
    [Fact]
    public async Task What_was_granted_although_it_seemed_not_to_be_is_granted()
    {
        _granted.Others.Enqueue(grants => grants.With(Of("mine")).With(Of("other")) with { Number = grants.Number + 1 });
        await GrantChange.GrantAsync(_granted, Of("mine"), None);
        Assert.Equal(["1", "mine", "other"], await GrantedAsync());
    }

    [Fact]
    public async Task After_five_attempts_nothing_was_changed()
    {
        foreach (var number in Enumerable.Range(1, 6))
        {
            _granted.Others.Enqueue(grants => grants.With(Of($"{number}")));
        }

        var refusal = await Assert.ThrowsAsync<UsageException>(() => GrantChange.GrantAsync(_granted, Of("mine"), None));
        Assert.Equal("Others change what is granted at this moment, so nothing was changed. Try again.", refusal.Message);
        Assert.Equal(["5", "1", "2", "3", "4", "5"], await GrantedAsync());
    }

    [Fact]
    public async Task There_is_room_for_two_hundred()
    {
        await _granted.TryReplaceAsync(new(1, [.. Enumerable.Range(1, 199).Select(number => Of($"{number}"))]), None);
        await GrantChange.GrantAsync(_granted, Of("last"), None);
        var refusal = await Assert.ThrowsAsync<UsageException>(() => GrantChange.GrantAsync(_granted, Of("mine"), None));
        Assert.Equal(
            "200 exemptions are granted, and there is room for no more. Revoke those that have ended (`ecsguard exempt list` marks them), or move some to the policy file.",
            refusal.Message);
        Assert.Equal("last", (await GrantedAsync())[^1]);
    }

    private static Grant Of(string reason) => new(new("root-user", new(), reason, "a", Noon.AddDays(1), Line: 0), "me", Noon);

    /// <summary>The number of changes, and the reason of each grant.</summary>
    private async Task<string[]> GrantedAsync()
    {
        var (number, grants) = await _granted.ReadAsync(None);
        return [$"{number}", .. grants.Select(grant => grant.Exemption.Reason)];
    }

    /// <summary>Somebody else is quicker, as often as there are changes of others.</summary>
    private sealed class BusyGrants : IGrantedExemptions
    {
        private readonly InProcessGrantedExemptions _grants = new();

        public Queue<Func<GrantedExemptions, GrantedExemptions>> Others { get; } = new();

        public Task<GrantedExemptions> ReadAsync(CancellationToken cancellationToken) => _grants.ReadAsync(cancellationToken);

        public async Task<bool> TryReplaceAsync(GrantedExemptions grants, CancellationToken cancellationToken)
        {
            if (Others.TryDequeue(out var other))
            {
                await _grants.TryReplaceAsync(other(await _grants.ReadAsync(cancellationToken)), cancellationToken);
            }

            return await _grants.TryReplaceAsync(grants, cancellationToken);
        }
    }
}
