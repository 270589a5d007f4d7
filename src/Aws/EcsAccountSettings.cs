using System.Collections.Concurrent;
using Amazon.ECS;
using Amazon.ECS.Model;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Aws;

/// <summary>
/// Account settings, asked of ECS and kept for ten minutes. The answer holds for the role that asks, which has no setting of its own: so it is the
/// account's default.
/// </summary>
public sealed partial class EcsAccountSettings(AwsClients clients, TimeProvider time, ILogger<EcsAccountSettings> log) : IAccountSettings
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(string Account, string Region), (string? Mode, DateTimeOffset Until)> _modes = new();

    public async Task<string?> DefaultLogDriverModeAsync(string account, string region, CancellationToken cancellationToken)
    {
        if (_modes.TryGetValue((account, region), out var known) && time.GetUtcNow() < known.Until)
        {
            return known.Mode;
        }

        var mode = await AskAsync(account, region, cancellationToken).ConfigureAwait(false);
        _modes[(account, region)] = (mode, time.GetUtcNow() + Lifetime);
        return mode;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The setting defaultLogDriverMode of {Account} in {Region} may not be read: {Reason}")]
    private static partial void NotReadable(ILogger log, string account, string region, string reason);

    private async Task<string?> AskAsync(string account, string region, CancellationToken cancellationToken)
    {
        try
        {
            var ecs = await clients.EcsAsync(account, region, cancellationToken).ConfigureAwait(false);
            var answer = await ecs.ListAccountSettingsAsync(
                new ListAccountSettingsRequest { Name = SettingName.DefaultLogDriverMode, EffectiveSettings = true },
                cancellationToken).ConfigureAwait(false);
            return answer.Settings.FirstOrDefault(static setting => setting.Name == SettingName.DefaultLogDriverMode)?.Value is { Length: > 0 } mode ? mode : null;
        }
        catch (Exception refusal) when (refusal is InvalidParameterException || AwsClients.IsForbidden(refusal))
        {
            // An invalid parameter is an ECS, or an emulator of it, that does not have the setting.
            NotReadable(log, account, region, refusal.Message);
            return null;
        }
    }
}
