using System.Globalization;
using EcsGuard.Pipeline.Digests;

namespace EcsGuard.Pipeline.Tests.Digests;

public sealed class IsoWeekTests
{
    [Theory]
    [InlineData("2026-03-01", "2026-W09", "2026-02-23")]
    [InlineData("2026-03-02", "2026-W10", "2026-03-02")]
    [InlineData("2026-12-31", "2026-W53", "2026-12-28")]
    [InlineData("2027-01-03", "2026-W53", "2026-12-28")]
    [InlineData("2027-01-04", "2027-W01", "2027-01-04")]
    [InlineData("2024-12-30", "2025-W01", "2024-12-30")]
    public void A_week_goes_from_Monday_to_Sunday_and_has_the_year_of_its_Thursday(string day, string week, string monday)
    {
        var actual = IsoWeek.Of(DateOnly.Parse(day, CultureInfo.InvariantCulture));
        Assert.Equal((week, monday), (actual.ToString(), actual.Monday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("2026-03-01T23:59:59.9999999Z", false)]
    [InlineData("2026-03-02T00:00:00Z", true)]
    [InlineData("2026-03-08T23:59:59.9999999Z", true)]
    [InlineData("2026-03-09T00:00:00Z", false)]
    [InlineData("2026-03-09T01:00:00+02:00", true)]
    public void Its_days_are_those_of_UTC(string time, bool isIn) =>
        Assert.Equal(isIn, IsoWeek.Of(new(2026, 3, 4)).Includes(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)));
}
