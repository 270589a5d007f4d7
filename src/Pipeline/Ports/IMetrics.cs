namespace EcsGuard.Pipeline.Ports;

/// <summary>
/// Numbers about the work, aggregated per invocation and never about one resource: a dimension has few values (a policy id, a severity,
/// an outcome). Names in use: Evaluations (by Outcome), Findings (by Policy, Severity), EvaluationLatency, InvocationDuration,
/// Notifications (by Result), UndeliveredNotifications, Actions, EventsIgnored, EventsRejected. Implementations are safe for concurrent callers.
/// </summary>
public interface IMetrics
{
    /// <summary>Adds <paramref name="value"/> to the count of that name and those dimensions.</summary>
    /// <exception cref="ArgumentException">A dimension has no name or no value, is given twice, or is one the implementation adds itself.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number.</exception>
    void Count(string name, double value, params ReadOnlySpan<(string Name, string Value)> dimensions);

    /// <summary>Records one duration; several under one name and the same dimensions are kept apart, so that percentiles can be taken.</summary>
    /// <exception cref="ArgumentException">A dimension has no name or no value, is given twice, or is one the implementation adds itself.</exception>
    void Duration(string name, TimeSpan value, params ReadOnlySpan<(string Name, string Value)> dimensions);
}
