using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EcsGuard.Cli.Reports;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Authoring;

/// <summary>The id of a policy that is to be written, and what follows from it.</summary>
internal sealed partial record PolicyName
{
    private const int Longest = 60;

    /// <summary>An id names the fault, so that it reads after "allow": these words name a rule instead.</summary>
    private static readonly string[] RuleWords = ["avoid-", "do-not-", "dont-", "uses-", "use-", "prefer-", "ensure-", "should-", "must-"];

    private PolicyName(string id) => Id = id;

    /// <summary>Two or more words in kebab case.</summary>
    public string Id { get; }

    /// <summary>The class of the policy: the id in Pascal case.</summary>
    public string ClassName => string.Concat(Id.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <exception cref="UsageException">The text is no id for a policy; an id that it may stand for is suggested.</exception>
    public static PolicyName Parse(string text)
    {
        if (!IsKebab(text))
        {
            var suggestion = Ascii.IsValid(text) && Kebab(text) is var near && IsKebab(near) ? $" Did you mean '{near}'?" : "";
            throw new UsageException(
                $"policies new: '{Printable.Text(text)}' is no id. An id has two words or more in lower case, each beginning with a letter, and hyphens between them, such as missing-log-driver.{suggestion}");
        }

        if (Array.Find(RuleWords, word => text.StartsWith(word, StringComparison.Ordinal)) is { } rule)
        {
            throw new UsageException($"policies new: '{text}' begins with '{rule}'. An id names the fault, not the rule, so that it reads after \"allow\": missing-log-driver, mutable-image-tag.");
        }

        return text.Length <= Longest
            ? new(text)
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"policies new: the id has {text.Length} characters, and {Longest} is the most. It stands in every finding and message: shorten it."));
    }

    /// <summary>
    /// The category that the id speaks of: each word that stands in the ids of one category only is a voice for it, louder the more of them have it. Null
    /// where no category is the loudest.
    /// </summary>
    public Category? GuessCategory(IReadOnlyCollection<PolicyMetadata> policies)
    {
        var voices = Id.Split('-')
            .Select(word => policies.Where(policy => policy.Id.Split('-').Contains(word, StringComparer.Ordinal)).Select(policy => policy.Category).ToArray())
            .Where(categories => categories.Distinct().Count() == 1)
            .SelectMany(categories => categories)
            .CountBy(category => category)
            .OrderByDescending(voice => voice.Value)
            .ToArray();
        return voices.Length > 0 && (voices.Length == 1 || voices[0].Value > voices[1].Value) ? voices[0].Key : null;
    }

    private static bool IsKebab(string text) =>
        text.Split('-') is { Length: > 1 } words && Array.TrueForAll(words, word => word.Length > 0 && char.IsAsciiLetterLower(word[0]) && word.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character)));

    /// <summary>The words of a text, wherever a capital letter or a sign parts them; one that begins with a digit belongs to the word before it.</summary>
    private static string Kebab(string text)
    {
        var words = WordEnd.Split(text).Where(word => word.Length > 0);
        return words.Aggregate("", (id, word) => id.Length == 0 || char.IsAsciiDigit(word[0]) ? id + word : $"{id}-{word}").ToLowerInvariant();
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordEnd { get; }
}
