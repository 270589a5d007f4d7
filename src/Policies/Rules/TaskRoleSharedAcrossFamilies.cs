using System.Collections.Immutable;
using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class TaskRoleSharedAcrossFamilies : TaskDefinitionPolicy
{
    /// <summary>A role of the whole account can have thousands of families, which no message should list.</summary>
    private const int Listed = 10;

    private static readonly PolicyOption<int> MaxFamilies = new("maxFamilies", "How many families may have one task role.", 1);

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "task-role-shared-across-families",
        Title = "Several services share one task role",
        Category = Category.Roles,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "More families of the recorded estate than `maxFamilies` have this definition's task role in their latest revision, this one counted.",
        Why = "A shared role collects the permissions of all services that use it, and each of them has the sum.",
        Incident = "A flaw in the least important service gives an attacker the data of the most important one, and nobody dares to remove a permission because nobody knows who needs it.",
        Fix = "Create a task role for this family with what its own code needs.",
        Bad = """{ "taskRoleArn": "arn:aws:iam::123456789012:role/backend", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Options = [MaxFamilies],
        ExampleContext = PolicyContext.Empty with { FamiliesSharingTaskRole = ["orders", "payments"] },
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var role = task.TaskRoleArn;
        if (RoleNeeds.IsMissing(role) || !verdict.Known(role, out _))
        {
            return;
        }

        if (context.FamiliesSharingTaskRole is not { } families)
        {
            verdict.Undetermined(role.Path, UndeterminedReason.MissingFact);
            return;
        }

        var allowed = context.Get(this, MaxFamilies);
        if (families.Length > allowed)
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"{families.Length} families have this task role ({Some(families)}); {allowed} may.");
            verdict.Violation(role, message);
        }
    }

    private static string Some(ImmutableArray<string> families)
    {
        var listed = string.Join(", ", families.Order(StringComparer.Ordinal).Take(Listed));
        return families.Length <= Listed ? listed : string.Create(CultureInfo.InvariantCulture, $"{listed} and {families.Length - Listed} more");
    }
}
