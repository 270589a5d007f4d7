using System.Text.Json;
using System.Text.Json.Serialization;

namespace EcsGuard.Pipeline.Digests;

/// <summary>How far the daily work has come.</summary>
/// <param name="Day">The last day that was counted.</param>
/// <param name="Week">The last week that was told, or that nothing was to be told of.</param>
/// <param name="Unused">Ids of the exemptions that exempted nothing at that time.</param>
internal sealed partial record DailyProgress(DateOnly Day, string Week, IReadOnlyList<string> Unused)
{
    public static DailyProgress? Read(string? state) => state is null ? null : JsonSerializer.Deserialize(state, DailyJson.Default.DailyProgress);

    public string Write() => JsonSerializer.Serialize(this, DailyJson.Default.DailyProgress);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(DailyProgress))]
    private sealed partial class DailyJson : JsonSerializerContext;
}
