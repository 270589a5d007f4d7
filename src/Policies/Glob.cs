namespace EcsGuard.Policies;

/// <summary>
/// Patterns of the policy file and of IAM: <c>*</c> stands for any text, <c>?</c> for one character, everything else for itself, by case unless said
/// otherwise.
/// </summary>
public static class Glob
{
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text) => Takes(pattern, text, isPattern: false, ignoreCase: false);

    /// <summary>
    /// Whether every text that <paramref name="other"/> stands for is one that <paramref name="pattern"/> stands for. True is certain; of two patterns
    /// with stars and question marks side by side it may say false although it holds.
    /// </summary>
    internal static bool Covers(ReadOnlySpan<char> pattern, ReadOnlySpan<char> other, bool ignoreCase = false) => Takes(pattern, other, isPattern: true, ignoreCase);

    /// <summary>Whether there is a text that both patterns stand for.</summary>
    internal static bool Overlap(ReadOnlySpan<char> one, ReadOnlySpan<char> other, bool ignoreCase = false)
    {
        // shared[j]: the rest of `one` and other[j..] have a text in common. Filled from the ends backwards.
        Span<bool> shared = other.Length < 512 ? stackalloc bool[other.Length + 1] : new bool[other.Length + 1];
        Span<bool> next = other.Length < 512 ? stackalloc bool[other.Length + 1] : new bool[other.Length + 1];
        for (var i = one.Length; i >= 0; i--)
        {
            for (var j = other.Length; j >= 0; j--)
            {
                var (first, second) = (i < one.Length ? one[i] : '\0', j < other.Length ? other[j] : '\0');
                shared[j] = (first, second) switch
                {
                    ('\0', '\0') => true,
                    ('*', _) => next[j] || (second != '\0' && shared[j + 1]),
                    (_, '*') => shared[j + 1] || (first != '\0' && next[j]),
                    ('\0', _) or (_, '\0') => false,
                    _ => (first == '?' || second == '?' || AreEqual(first, second, ignoreCase)) && next[j + 1],
                };
            }

            shared.CopyTo(next);
        }

        return next[0];
    }

    /// <summary>Where <paramref name="text"/> is a pattern itself, only a star takes its stars, and only a star or a question mark its question marks.</summary>
    private static bool Takes(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool isPattern, bool ignoreCase)
    {
        // Going back to the last star is enough: whatever an earlier one could take, the last one can take too.
        var (at, star, resume) = (0, -1, 0);
        for (var index = 0; index < text.Length;)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                resume = index;
            }
            else if (at < pattern.Length && (pattern[at] == '?' ? !isPattern || text[index] != '*' : AreEqual(pattern[at], text[index], ignoreCase)))
            {
                at++;
                index++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                index = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart('*').IsEmpty;
    }

    private static bool AreEqual(char one, char other, bool ignoreCase) =>
        one == other || (ignoreCase && char.ToLowerInvariant(one) == char.ToLowerInvariant(other));
}
