namespace EcsGuard.Policies;

/// <summary>A setting that a policy reads; this untyped half is what documentation and policy file need.</summary>
/// <param name="Key">Its name in the policy file.</param>
/// <param name="Description">Meaning and unit, one sentence.</param>
public abstract record PolicyOption(string Key, string Description)
{
    /// <summary>The default, as a policy file would spell it.</summary>
    public abstract string DefaultText { get; }

    /// <summary>What is wrong with a value of the right type, in a sentence; null where nothing is.</summary>
    public abstract string? Problem(object value);

    /// <summary>A value as a policy file would spell it.</summary>
    public static string ToText(object value) => value switch
    {
        IEnumerable<object> list => $"[{string.Join(", ", list)}]",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}

/// <summary>A setting of a policy together with its type and default.</summary>
public sealed record PolicyOption<T>(string Key, string Description, T Default) : PolicyOption(Key, Description)
    where T : notnull
{
    /// <summary>Says what is wrong with a value, where its type allows more than the option does.</summary>
    public Func<T, string?>? Check { get; init; }

    public override string DefaultText => ToText(Default);

    public override string? Problem(object value) => Check?.Invoke((T)value);
}
