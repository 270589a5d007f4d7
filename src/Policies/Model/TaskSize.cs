using System.Globalization;

namespace EcsGuard.Policies.Model;

/// <summary>
/// The <c>cpu</c> or <c>memory</c> of a task, in any notation that ECS accepts: <c>1024</c>, <c>"1024"</c>, <c>"1 vCPU"</c>,
/// <c>".5 vcpu"</c>, <c>"2 GB"</c>, <c>"1GB"</c>. ECS turns all of them into a plain number when the definition is registered.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html (cpu, memory).
/// </summary>
/// <param name="Text">What was written.</param>
/// <param name="Units">CPU units (1024 are one vCPU) or MiB; null where <paramref name="Text"/> is no size.</param>
public sealed record TaskSize(string Text, int? Units)
{
    private const int UnitsPerVcpu = 1024;
    private const int MebibytesPerGigabyte = 1024;

    /// <summary>Reads a task's <c>cpu</c> as CPU units.</summary>
    public static TaskSize Cpu(string text) => Read(text, "vcpu", UnitsPerVcpu);

    /// <summary>Reads a task's <c>memory</c> as MiB. "GB" means GiB here, as in ECS.</summary>
    public static TaskSize Memory(string text) => Read(text, "gb", MebibytesPerGigabyte);

    private static TaskSize Read(string text, string unit, int perUnit)
    {
        var number = text.AsSpan().Trim();
        if (!number.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
        {
            return new(text, int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var plain) ? plain : null);
        }

        number = number[..^unit.Length].TrimEnd();
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var scaled) && scaled <= int.MaxValue / perUnit
            ? new(text, (int)(scaled * perUnit))
            : new(text, null);
    }
}
