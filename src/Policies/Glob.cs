namespace EcsGuard.Policies;

/// <summary>Patterns of the policy file: <c>*</c> stands for any text, <c>?</c> for one character, everything else for itself, by case.</summary>
public static class Glob
{
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
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
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == text[index]))
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
}
