using System.Collections.Concurrent;
using System.Text;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Tests.Support;

/// <summary>Keeps what was sent, and can be out of order.</summary>
internal sealed class TestChannel : INotifications
{
    private readonly ConcurrentQueue<Message> _sent = new();
    private int _attempts;

    public string DefaultChannel => "test";

    /// <summary>No channel takes anything.</summary>
    public bool IsDown { get; set; }

    /// <summary>What single channels answer instead of taking a message, by name.</summary>
    public ConcurrentDictionary<string, Exception> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>Channels that never answer.</summary>
    public ConcurrentBag<string> Silent { get; } = [];

    /// <summary>Runs with each message that is taken.</summary>
    public Action? OnSent { get; set; }

    public int Attempts => _attempts;

    public IReadOnlyList<Notification> Sent => [.. _sent.OfType<Notification>()];

    /// <summary>Messages about no single revision.</summary>
    public IReadOnlyList<Summary> Summaries => [.. _sent.OfType<Summary>()];

    /// <summary>All of it, in order.</summary>
    public IReadOnlyList<Message> Messages => [.. _sent];

    public async Task PublishAsync(Message message, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        var channel = this.NameOf(message);
        if (IsDown)
        {
            throw new IOException("The channel is down.");
        }

        if (Faults.TryGetValue(channel, out var fault))
        {
            throw fault;
        }

        if (Silent.Contains(channel))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        _sent.Enqueue(message);
        OnSent?.Invoke();
    }
}

/// <summary>Adds up counts by name and dimensions.</summary>
internal sealed class TestMetrics : IMetrics
{
    private readonly ConcurrentDictionary<string, double> _counts = new(StringComparer.Ordinal);

    /// <summary>Like <c>Findings Policy=x Severity=high: 2</c>, in alphabetical order.</summary>
    public IEnumerable<string> Counts => _counts.Select(count => $"{count.Key}: {count.Value}").Order(StringComparer.Ordinal);

    public void Count(string name, double value, params ReadOnlySpan<(string Name, string Value)> dimensions)
    {
        foreach (var (dimension, text) in dimensions)
        {
            name += $" {dimension}={text}";
        }

        _counts.AddOrUpdate(name, value, (_, known) => known + value);
    }

    public void Duration(string name, TimeSpan value, params ReadOnlySpan<(string Name, string Value)> dimensions)
    {
    }
}

/// <summary>ECS with an answer for each revision, and a refusal for all others.</summary>
internal sealed class TestDefinitions(DescribeRefusal refusal = DescribeRefusal.NotFound) : ITaskDefinitions
{
    private readonly Dictionary<TaskDefinitionArn, string> _answers = [];
    private int _described;

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Fault { get; set; }

    public int Described => _described;

    public TestDefinitions With(TaskDefinitionArn arn, string answer)
    {
        _answers[arn] = answer;
        return this;
    }

    public Task<DescribedTaskDefinition> DescribeAsync(TaskDefinitionArn arn, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _described);
        return Fault is not null ? Task.FromException<DescribedTaskDefinition>(Fault)
            : Task.FromResult(_answers.TryGetValue(arn, out var answer) ? DescribedTaskDefinition.Found(Encoding.UTF8.GetBytes(answer)) : DescribedTaskDefinition.Refused(refusal));
    }

    public Task<IReadOnlyList<TaskDefinitionArn>> ListNewestAsync(string account, string region, string family, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TaskDefinitionArn>>([.. _answers.Keys.Where(arn => (arn.Account, arn.Region, arn.Family) == (account, region, family)).OrderByDescending(arn => arn.Revision).Take(limit)]);
}

/// <summary>An account with one setting.</summary>
internal sealed class TestSettings(string? defaultLogDriverMode) : IAccountSettings
{
    public Task<string?> DefaultLogDriverModeAsync(string account, string region, CancellationToken cancellationToken) => Task.FromResult(defaultLogDriverMode);
}

/// <summary>IAM with one answer for each role's name, and the names it was asked for, as <c>account region name</c>.</summary>
internal sealed class TestRoles(IReadOnlyDictionary<string, RoleAnswer> answers) : IRoles
{
    private readonly ConcurrentQueue<string> _asked = new();

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Fault { get; set; }

    public IEnumerable<string> Asked => _asked;

    public Task<RoleAnswer?> ReadAsync(string account, string region, string name, CancellationToken cancellationToken)
    {
        _asked.Enqueue($"{account} {region} {name}");
        return Fault is not null ? Task.FromException<RoleAnswer?>(Fault) : Task.FromResult(answers.GetValueOrDefault(name));
    }
}
