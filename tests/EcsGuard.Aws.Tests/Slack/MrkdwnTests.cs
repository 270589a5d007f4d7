using EcsGuard.Aws.Slack;

namespace EcsGuard.Aws.Tests.Slack;

public sealed class MrkdwnTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Container 'api' runs privileged.", "Container 'api' runs privileged.")]
    [InlineData("a & b < c > d", "a &amp; b &lt; c &gt; d")]
    [InlineData("<!channel> <@U012> <https://example.com|here>", "&lt;!channel&gt; &lt;@U012&gt; &lt;https://example.com|here&gt;")]
    [InlineData("set `mode` to `non-blocking`", "set `mode` to `non-blocking`")]
    [InlineData("set `a<b` now", "set `a&lt;b` now")]
    [InlineData("one ` alone", "one ' alone")]
    [InlineData("my_container_name", "my_container_name")]
    [InlineData("3*4", "3*4")]
    [InlineData("_api_ and *all* and ~none~", "`_api_` and `*all*` and `~none~`")]
    [InlineData("'_api_',", "`'_api_',`")]
    [InlineData("payments-*", "`payments-*`")]
    [InlineData("say :tada: now", "say `:tada:` now")]
    [InlineData("by arn:aws:sts::1:x.", "by `arn:aws:sts::1:x.`")]
    [InlineData("at 12:00:00 of web:8", "at 12:00:00 of web:8")]
    [InlineData("two  spaces", "two  spaces")]
    public void Shows_a_text_as_it_is(string text, string mrkdwn) => Assert.Equal(mrkdwn, Mrkdwn.Text(text, 100));

    [Theory]
    [InlineData("/a/b", "`/a/b`")]
    [InlineData("/a`b", "`/a'b`")]
    [InlineData("<*&>", "`&lt;*&amp;&gt;`")]
    [InlineData("", "")]
    public void Shows_code_as_it_is(string text, string mrkdwn) => Assert.Equal(mrkdwn, Mrkdwn.Code(text, 100));

    /// <summary>Never in the middle of an escape, a character or code.</summary>
    [Theory]
    [InlineData("0123456789", "0123456789")]
    [InlineData("0123456789x", "012345678…")]
    [InlineData("one two three", "one two t…")]
    [InlineData("12345678&", "12345678…")]
    [InlineData("1234&6789", "1234&amp;…")]
    [InlineData("12345678\U0001F600x", "12345678…")]
    [InlineData("a `bcdefghij` k", "a `bcdef…`")]
    [InlineData("abcdefg `hij` k", "abcdefg …")]
    [InlineData("abcdefghi `j` k", "abcdefghi…")]
    public void Cuts_what_is_too_long(string text, string mrkdwn) => Assert.Equal(mrkdwn, Mrkdwn.Text(text, 10));

    [Theory]
    [MemberData(nameof(Messages.Characters), MemberType = typeof(Messages))]
    public void Never_grows_beyond_its_limit(string character)
    {
        var text = string.Concat(Enumerable.Repeat(character, 100));
        for (var limit = 1; limit < 150; limit++)
        {
            Assert.InRange(Mrkdwn.Text(text, limit).Length, 0, limit);
            Assert.InRange(Mrkdwn.Code(text, limit).Length, 0, limit);
        }
    }
}
