using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EcsGuard.Pipeline.Findings;

namespace EcsGuard.Pipeline.Ports;

/// <summary>Where a page of open findings ended, as a text that callers hand back without looking inside.</summary>
public static partial class OpenFindingPosition
{
    /// <summary>The member that holds <see cref="SortText.OfOpen"/> of the page's last finding.</summary>
    public const string Place = "open";

    /// <summary>How the asked account, team or policy is called in positions, and in items.</summary>
    public static string MemberOf(OpenFindingScope scope) => scope switch
    {
        OpenFindingScope.Account => "account",
        OpenFindingScope.Team => "team",
        OpenFindingScope.Policy => "policy",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Unknown scope."),
    };

    /// <param name="query">What was asked.</param>
    /// <param name="last">The page's last finding.</param>
    /// <param name="more">What the store needs beside them, under names of its own.</param>
    public static string Write(OpenFindingQuery query, Finding last, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var (scope, value) = OpenFindingQuery.ScopeOf(query);
        var members = new Dictionary<string, string>(StringComparer.Ordinal) { [Place] = SortText.OfOpen(last), [MemberOf(scope)] = value };
        foreach (var (name, text) in more)
        {
            members.Add(name, text);
        }

        return Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(members, PositionJson.Default.DictionaryStringString));
    }

    /// <summary>The members that were written: <see cref="Place"/>, the account, team or policy, and the store's own <paramref name="more"/>.</summary>
    /// <exception cref="ArgumentException">The text is not one that <see cref="Write"/> made for this query.</exception>
    public static Dictionary<string, string> Read(string continuation, OpenFindingQuery query, params IReadOnlyCollection<string> more)
    {
        const string Unknown = "The continuation is not one that this query returned. Ask for the first page again.";
        Dictionary<string, string>? members;
        try
        {
            members = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(continuation), PositionJson.Default.DictionaryStringString);
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            throw new ArgumentException(Unknown, nameof(continuation), fault);
        }

        var (scope, value) = OpenFindingQuery.ScopeOf(query);
        var isOfQuery = members?.Count == more.Count + 2
            && more.All(name => members.GetValueOrDefault(name) is { Length: > 0 })
            && members.GetValueOrDefault(MemberOf(scope)) == value
            && members.GetValueOrDefault(Place) is { Length: > 0 } place
            && (query.Severity is not { } severity || place.StartsWith(SortText.OfSeverity(severity), StringComparison.Ordinal));
        return isOfQuery ? members! : throw new ArgumentException(Unknown, nameof(continuation));
    }

    [JsonSerializable(typeof(Dictionary<string, string>))]
    private sealed partial class PositionJson : JsonSerializerContext;
}
