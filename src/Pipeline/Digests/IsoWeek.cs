using System.Globalization;

namespace EcsGuard.Pipeline.Digests;

/// <summary>A week as ISO 8601 has it, from Monday to Sunday, UTC.</summary>
/// <param name="Monday">Its first day.</param>
public sealed record IsoWeek(DateOnly Monday)
{
    private const int Days = 7;

    /// <summary>The week that a day is in.</summary>
    public static IsoWeek Of(DateOnly day) => new(day.AddDays(-(((int)day.DayOfWeek + Days - (int)DayOfWeek.Monday) % Days)));

    /// <summary>The week before.</summary>
    public IsoWeek Before => new(Monday.AddDays(-Days));

    public bool Includes(DateTimeOffset time) => time.Day() >= Monday && time.Day() < Monday.AddDays(Days);

    /// <summary>Such as <c>2026-W09</c>.</summary>
    public override string ToString()
    {
        var monday = Monday.ToDateTime(TimeOnly.MinValue);
        return string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(monday)}-W{ISOWeek.GetWeekOfYear(monday):D2}");
    }
}

internal static class UtcDay
{
    /// <summary>The day of a time, UTC.</summary>
    public static DateOnly Day(this DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>As a policy file spells a day.</summary>
    public static string Text(this DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
