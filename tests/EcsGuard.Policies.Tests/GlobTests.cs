namespace EcsGuard.Policies.Tests;

public sealed class GlobTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("*", "")]
    [InlineData("*", "anything")]
    [InlineData("app", "app")]
    [InlineData("a?p", "app")]
    [InlineData("audit-*", "audit-")]
    [InlineData("*-audit", "payments-audit")]
    [InlineData("*a*b", "aabab")]
    [InlineData("a*b*c", "abxbxc")]
    [InlineData("a**", "a")]
    public void Matches(string pattern, string text) => Assert.True(Glob.IsMatch(pattern, text));

    [Theory]
    [InlineData("", "a")]
    [InlineData("a", "")]
    [InlineData("?", "")]
    [InlineData("app", "App")]
    [InlineData("app", "app2")]
    [InlineData("app2", "app")]
    [InlineData("audit-*", "my-audit-log")]
    [InlineData("*a*b", "aaba")]
    [InlineData("a*b*c", "acb")]
    public void Does_not_match(string pattern, string text) => Assert.False(Glob.IsMatch(pattern, text));
}
