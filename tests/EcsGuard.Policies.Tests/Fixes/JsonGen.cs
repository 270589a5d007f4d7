using FsCheck;
using FsCheck.Fluent;

namespace EcsGuard.Policies.Tests.Fixes;

/// <summary>Generators of JSON texts; null stands for a member that is left out.</summary>
internal static class JsonGen
{
    public static Gen<string?> One(params string?[] texts) => Gen.Elements(texts);

    /// <summary>Left out in all but <paramref name="percent"/> of 100 cases.</summary>
    public static Gen<string?> Sometimes(int percent, Gen<string?> value) =>
        Gen.Frequency((percent, value), (100 - percent, Gen.Constant<string?>(null)));

    public static Gen<string?> Sometimes(int percent, params string?[] texts) => Sometimes(percent, One(texts));

    /// <summary>The first in all but <paramref name="percent"/> of 100 cases, one of the others then.</summary>
    public static Gen<string?> Mostly(string usual, int percent, params string?[] others) =>
        Gen.Frequency((100 - percent, Gen.Constant<string?>(usual)), (percent, One(others)));

    public static Gen<string?> Object(params (string Name, Gen<string?> Value)[] members) =>
        Gen.CollectToArray(members, member => member.Value.Select(value => value is null ? null : $"\"{member.Name}\":{value}"))
            .Select(written => (string?)$"{{{string.Join(',', written.Where(member => member is not null))}}}");

    public static Gen<string?> Array(int least, int most, Gen<string?> element) =>
        from count in Gen.Choose(least, most)
        from elements in element.ArrayOf(count)
        select (string?)$"[{string.Join(',', elements.Where(text => text is not null))}]";

    public static string Text(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    public static string?[] Texts(params string[] texts) => [.. texts.Select(Text)];
}
