using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies;

/// <summary>
/// A role as <c>taskRoleArn</c> and <c>executionRoleArn</c> accept it: a full ARN, or the name of a role of the same account.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html (taskRoleArn, executionRoleArn).
/// </summary>
/// <param name="Name">The name with its path (<c>service-role/app</c>), without a slash in front.</param>
/// <param name="Account">The account as written in an ARN; null for a bare name, which means the task's own account.</param>
public sealed record RoleReference(string Name, string? Account)
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-");

    /// <summary>A template's stand-in hides the name, or part of it.</summary>
    public bool IsNameHidden => Placeholder.IsIn(Name);

    /// <summary>The name without its path.</summary>
    public string ShortName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>
    /// The name, and the account where there is one, are what IAM allows.
    /// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
    /// </summary>
    public bool IsWellFormed =>
        ShortName.Length is > 0 and <= 64 && !ShortName.AsSpan().ContainsAnyExcept(NameCharacters)
        && Name.AsSpan(0, Name.Length - ShortName.Length) is var path && path is not ['/', ..] && !path.Contains("//", StringComparison.Ordinal) && !path.ContainsAnyExceptInRange('!', '~') && !path.Contains(':')
        && (Account is null || IsAccountId(Account));

    /// <summary>Twelve digits.</summary>
    public static bool IsAccountId(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);

    /// <summary>The role if its name can be read, whatever hides the account; otherwise what hides it is noted.</summary>
    public static bool TryRead(Field<string> role, Verdict verdict, [NotNullWhen(true)] out RoleReference? reference)
    {
        reference = TextOf(role) is { } text ? Parse(text) : null;
        if (reference is null or { IsNameHidden: true })
        {
            verdict.Known(role, out _);
            reference = null;
        }

        return reference is not null;
    }

    /// <summary>
    /// The role as one text, the same for a name and for the ARN that it stands for: <c>ACCOUNT:role/NAME</c>. Null where there is no role, or where
    /// something hides part of it.
    /// </summary>
    /// <param name="role">The role, as a definition has it.</param>
    /// <param name="account">The account that the definition is registered in.</param>
    public static string? Identity(Field<string> role, string account) =>
        role.ValueOrDefault is { Length: > 0 } text && Parse(text) is var reference ? $"{reference.Account ?? account}:role/{reference.Name}" : null;

    public static RoleReference Parse(string text)
    {
        // A stand-in for the account may hold colons itself (`${AWS::AccountId}`), so the text is not simply split at them.
        var resource = text.StartsWith("arn:", StringComparison.Ordinal) ? text.LastIndexOf(":role/", StringComparison.Ordinal) : -1;
        if (resource < 0)
        {
            return new(text.TrimStart('/'), null);
        }

        var name = text[(resource + ":role/".Length)..];
        var service = text.IndexOf(":iam::", StringComparison.Ordinal);
        if (service < 0 || service > resource)
        {
            return new(name, null);
        }

        // In `arn:aws:iam::role/NAME` one colon is missing, and the account with it.
        var account = Math.Min(service + ":iam::".Length, resource);
        return new(name, text[account..resource]);
    }

    /// <summary>
    /// Whether both texts name one role; null where a stand-in leaves that open. Two different names differ whatever account a stand-in hides.
    /// A stand-in that hides the name proves equality only if a machine fills it in by name (<c>${ROLE}</c> twice), not by hand or by position
    /// (<c>&lt;ROLE&gt;</c>, <c>%s</c>).
    /// </summary>
    public static bool? AreSame(Field<string> one, Field<string> other)
    {
        if (TextOf(one) is not { } first || TextOf(other) is not { } second)
        {
            return null;
        }

        var (left, right) = (Parse(first), Parse(second));
        if (left.IsNameHidden || right.IsNameHidden)
        {
            return first == second && IsFilledInByName(first) ? true : null;
        }

        if (left.Name != right.Name)
        {
            return false;
        }

        if (left.Account is null || right.Account is null || left.Account == right.Account)
        {
            return true;
        }

        return Placeholder.IsIn(left.Account) || Placeholder.IsIn(right.Account) ? null : false;
    }

    private static string? TextOf(Field<string> field) => field.IsAbsent || field.Reason is not (UndeterminedReason.None or UndeterminedReason.Placeholder) ? null : field.Raw;

    private static bool IsFilledInByName(string text) =>
        text != Placeholder.AnyValue && !text.Contains('<', StringComparison.Ordinal) && !text.Contains("%s", StringComparison.Ordinal) && !text.Contains("%d", StringComparison.Ordinal);
}
