using System.Text.Json;
using System.Text.Json.Serialization;

namespace EcsGuard.Pipeline.Digests;

/// <summary>How far the daily work has come.</summary>
/// <param name="Day">The last day that was counted.</param>
/// <param name="Week">The last week that was told, or that nothing was to be told of.</param>
/// <param name="Unused">Keys of the exemptions that exempted nothing at that time.</param>
internal sealed partial record DailyProgress(DateOnly Day, string Week, IReadOnlyList<string> Unused)
{
    public static DailyProgress? Read(string? state) => state is null ? null : JsonSerializer.Deserialize(state, ProgressJson.Default.DailyProgress);

    public string Write() => JsonSerializer.Serialize(this, ProgressJson.Default.DailyProgress);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(DailyProgress))]
    private sealed partial class ProgressJson : JsonSerializerContext;
}
