namespace EcsGuard.Policies.Tests;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("essentail", "essential")]
    [InlineData("esential", "essential")]
    [InlineData("essentiall", "essential")]
    [InlineData("essentiul", "essential")]
    [InlineData("Essential", "essential")]
    [InlineData("ESSENTIAL", "essential")]
    [InlineData("log_configuration", "logConfiguration")]
    [InlineData("log-configuration", "logConfiguration")]
    [InlineData("LogConfiguration", "logConfiguration")]
    [InlineData("cup", "cpu")]
    [InlineData("cpus", "cpu")]
    [InlineData("cp", "cpu")]
    [InlineData("c", null)]
    [InlineData("up", null)]
    [InlineData("abc", null)]
    [InlineData("esentail", "essential")]
    [InlineData("esentai", null)]
    [InlineData("_cpu", "cpu")]
    [InlineData("__cpu", null)]
    [InlineData("logConfig", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_at_most_one_slip_for_four_letters_away(string name, string? nearest) =>
        Assert.Equal(nearest, NearestName.Find(name, ["essential", "cpu", "logConfiguration"]));

    [Theory]
    [InlineData("memoryReservations", "memoryReservation")]
    [InlineData("memry", "memory")]
    [InlineData("dnsServer", "dnsServers")]
    [InlineData("aab", "aaa")]
    public void The_least_different_one_wins_and_the_first_of_equals(string name, string nearest) =>
        Assert.Equal(nearest, NearestName.Find(name, ["memory", "memoryReservation", "dnsServers", "aaa", "aac"]));

    [Fact]
    public void Without_candidates_there_is_none() => Assert.Null(NearestName.Find("cpu", []));
}
