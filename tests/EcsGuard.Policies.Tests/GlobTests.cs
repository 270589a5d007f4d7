namespace EcsGuard.Policies.Tests;

public sealed class GlobTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("*", "")]
    [InlineData("*", "anything")]
    [InlineData("app", "app")]
    [InlineData("a?p", "app")]
    [InlineData("a?p", "a*p")]
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

    [Theory]
    [InlineData("*", "*")]
    [InlineData("*", "a?*b")]
    [InlineData("a*", "a?b*")]
    [InlineData("a-??????", "a-??????")]
    [InlineData("a-*", "a-??????")]
    [InlineData("*-??????", "a-??????")]
    [InlineData("a?c", "abc")]
    [InlineData("a*c*e", "abcde")]
    public void Covers_what_another_pattern_stands_for(string pattern, string other) => Assert.True(Glob.Covers(pattern, other));

    [Theory]
    [InlineData("a-AbCdEf", "a-??????")]
    [InlineData("a-?????", "a-??????")]
    [InlineData("a-???????", "a-??????")]
    [InlineData("?", "*")]
    [InlineData("a?", "a*")]
    [InlineData("ab*", "a*")]
    [InlineData("a*b", "a*")]
    [InlineData("abc", "a?c")]
    [InlineData("A", "a")]
    public void Does_not_cover_what_goes_beyond(string pattern, string other) => Assert.False(Glob.Covers(pattern, other));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "*", true)]
    [InlineData("*", "", true)]
    [InlineData("", "?", false)]
    [InlineData("a", "", false)]
    [InlineData("a-AbCdEf", "a-??????", true)]
    [InlineData("a-AbCdEfG", "a-??????", false)]
    [InlineData("a*c", "*b*", true)]
    [InlineData("a*b", "*a", false)]
    [InlineData("ab*", "a*c", true)]
    [InlineData("ab*", "ac*", false)]
    [InlineData("*?", "?*", true)]
    [InlineData("x/*", "x/y/*", true)]
    [InlineData("A", "a", false)]
    public void Tells_whether_two_patterns_share_a_text(string one, string other, bool share)
    {
        Assert.Equal(share, Glob.Overlap(one, other));
        Assert.Equal(share, Glob.Overlap(other, one));
    }

    [Fact]
    public void Shares_a_text_however_long_the_patterns_are()
    {
        var text = new string('a', 2000);
        Assert.True(Glob.Overlap($"*{text}", $"{text}*"));
        Assert.False(Glob.Overlap($"b{text}", $"{text}*"));
    }

    [Fact]
    public void Disregards_case_where_asked_to()
    {
        Assert.True(Glob.Covers("s3:get*", "S3:GetObject", ignoreCase: true));
        Assert.True(Glob.Overlap("s3:get*", "S3:*Object", ignoreCase: true));
        Assert.False(Glob.IsMatch("s3:get*", "s3:GetObject"));
    }
}
