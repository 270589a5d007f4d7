using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>
/// The buffer of non-blocking log delivery, <c>max-buffer-size</c>: how its size is written and how large it may be.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html (options, max-buffer-size).
/// </summary>
public static class LogBuffer
{
    public const string MaxBufferSize = "max-buffer-size";

    /// <summary>The policy whose settings say how large a buffer may be; the fixes of others heed them.</summary>
    public const string Owner = "unreasonable-log-buffer";

    public static PolicyOption<string> Minimum { get; } = new("minimum", "The smallest buffer that is accepted, in Docker's notation (`1m` is 1 MiB).", "1m")
    {
        Check = text => Parse(text) is null ? $"'{text}' is no size; write 1m, for instance." : null,
    };

    public static PolicyOption<double> MaxShare { get; } = new("maxShare", "The largest part of the container's memory that the buffer may take, from 0 to 1.", 0.25);

    internal const long Mebibyte = 1024 * 1024;

    /// <summary>
    /// What AWS recommends, in bytes.
    /// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html.
    /// </summary>
    private const long Recommended = 25 * Mebibyte;

    /// <summary>The recommendation as Docker reads it, for messages where no size can be chosen.</summary>
    internal const string RecommendedText = "25m";

    /// <summary>
    /// Bytes, of a size as Docker reads it: a number and perhaps <c>b</c>, <c>k</c>, <c>m</c>, <c>g</c>, <c>t</c> or <c>p</c>, each of which may be
    /// followed by <c>b</c> or <c>ib</c> and counts in powers of 1024. Null where the text is no size.
    /// </summary>
    public static long? Parse(string text)
    {
        var unit = text.AsSpan().TrimStart("0123456789.");
        var number = text.AsSpan()[..^unit.Length];
        var factor = (unit is [' ', ..] ? unit[1..] : unit).ToString().ToLowerInvariant() switch
        {
            "" or "b" => 1L,
            "k" or "kb" or "kib" => 1L << 10,
            "m" or "mb" or "mib" => 1L << 20,
            "g" or "gb" or "gib" => 1L << 30,
            "t" or "tb" or "tib" => 1L << 40,
            "p" or "pb" or "pib" => 1L << 50,
            _ => 0,
        };
        return factor > 0 && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var size) && size <= long.MaxValue / factor
            ? (long)(size * factor)
            : null;
    }

    /// <summary>Bytes that the container's buffer must at least have.</summary>
    public static long Least(PolicyContext context) => Parse(context.Get(Owner, Minimum)) ?? Mebibyte;

    /// <summary>
    /// Bytes that the container's buffer may at most have: a share of its hard limit, or of the task's memory where it has none. Null where neither
    /// is known. Never less than <see cref="Least"/>: a container that is too small for the least buffer is no fault of the buffer.
    /// </summary>
    public static long? Most(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        int? memory = container.Memory.IsKnown(out var limit) ? limit
            : container.Memory.IsAbsent ? task.Memory.ValueOrDefault?.Units
            : null;
        return memory is { } mebibytes ? Math.Max((long)(mebibytes * Mebibyte * context.Get(Owner, MaxShare)), Least(context)) : null;
    }

    /// <summary>
    /// A size for the container's buffer: AWS's recommendation, less where the container has little memory. Null where its memory is hidden, so that
    /// nobody could say whether the size is right.
    /// </summary>
    internal static string? Choose(TaskDefinition task, ContainerDefinition container, PolicyContext context)
    {
        if (container.Memory.IsUndetermined || (container.Memory.IsAbsent && task.Memory.IsUndetermined))
        {
            return null;
        }

        var least = Math.Max(Least(context), 1);
        var most = Most(task, container, context) ?? long.MaxValue;
        var size = Math.Max(Math.Min(Recommended, most), least);
        var whole = size / Mebibyte * Mebibyte;
        whole += whole < least ? Mebibyte : 0;
        return whole <= most
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / Mebibyte}m")
            : string.Create(CultureInfo.InvariantCulture, $"{size}b");
    }
}
