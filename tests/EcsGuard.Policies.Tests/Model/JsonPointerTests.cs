using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests.Model;

public sealed class JsonPointerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("image", "image")]
    [InlineData("a/b", "a~1b")]
    [InlineData("a~b", "a~0b")]
    [InlineData("~1", "~01")]
    [InlineData("/~/", "~1~0~1")]
    public void A_token_is_escaped_and_back(string token, string escaped)
    {
        Assert.Equal(escaped, JsonPointer.Escape(token));
        Assert.Equal(token, JsonPointer.Unescape(escaped));
    }
}
