namespace EcsGuard.Policies;

/// <summary>Finds what somebody probably meant to write.</summary>
public static class NearestName
{
    /// <summary>
    /// The candidate that differs least from <paramref name="name"/>, or null where none is near: at most one slip (a letter missing, added,
    /// replaced or swapped with its neighbour) for every four letters. Case and inner hyphens and underscores make no difference, so
    /// <c>LogConfiguration</c> and <c>log_configuration</c> are both <c>logConfiguration</c>.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        var wanted = Normalise(name);
        var limit = Math.Max(1, wanted.Length / 4);
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            var distance = Distance(wanted, Normalise(candidate));
            if (distance <= limit)
            {
                limit = distance - 1;
                nearest = candidate;
            }
        }

        return nearest;
    }

    private static string Normalise(string name)
    {
        var inner = name.TrimStart('_', '-');
        return string.Concat(name.AsSpan(0, name.Length - inner.Length), inner.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant());
    }

    /// <summary>Optimal string alignment distance.</summary>
    private static int Distance(string a, string b)
    {
        var (beforeLast, last, current) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(Math.Min(last[j], current[j - 1]) + 1, replaced);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[b.Length];
    }
}
