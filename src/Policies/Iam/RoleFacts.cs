using System.Diagnostics.CodeAnalysis;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Iam;

/// <summary>Reading the facts about a definition's roles.</summary>
internal static class RoleFacts
{
    /// <summary>True, with the role, if it was read. Otherwise what it means is noted: not applicable without a role or unless IAM was asked, else undetermined.</summary>
    public static bool IsRead(Field<string> role, RoleAnswer? answer, Verdict verdict, [NotNullWhen(true)] out RoleDocuments? documents)
    {
        documents = RoleNeeds.IsMissing(role) ? null : answer?.Documents;
        if (RoleNeeds.IsMissing(role) || answer is null)
        {
            verdict.NotApplicable();
        }
        else if (documents is null)
        {
            verdict.Undetermined(role.Path, UndeterminedReason.MissingFact);
        }

        return documents is not null;
    }
}
