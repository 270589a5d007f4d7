using EcsGuard.Cli.Local;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;

namespace EcsGuard.Cli.Tests.Local;

/// <summary>The console keeps what the port promises.</summary>
public sealed class ConsoleNotificationsTests : NotificationsContract
{
    protected override Task<(INotifications Channel, Func<Task<IReadOnlyList<string>>> Arrived)> OpenAsync(string name)
    {
        var notifications = new ConsoleNotifications();
        return Task.FromResult<(INotifications, Func<Task<IReadOnlyList<string>>>)>(
            (notifications, () => Task.FromResult<IReadOnlyList<string>>([.. notifications.Sent.Select(notification => notification.Text)])));
    }
}
