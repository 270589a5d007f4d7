using EcsGuard.Pipeline.Notifications;

namespace EcsGuard.Pipeline.Tests.Notifications;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("ten chars!", "ten chars!")]
    [InlineData("eleven char", "eleven ch…")]
    [InlineData("a\r\nb\tc\0d", "a  b c d")]
    [InlineData("a\u2028b\u2029c\u0085d", "a b c d")]
    [InlineData("a\u202eb\u200bc\ufeffd", "a b c d")]
    [InlineData("\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600", "\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600")]
    [InlineData("12345678\U0001F600x", "12345678…")]
    [InlineData("123456789\U0001F600", "123456789…")]
    public void Makes_one_line_of_ten_characters_at_most(string text, string line) => Assert.Equal(line, OneLine.Of(text, 10));

    [Fact]
    public void Half_a_character_is_none() => Assert.Equal("a\ufffdb", OneLine.Of("a\ud800b", 10));
}
