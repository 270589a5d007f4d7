using System.Text;
using EcsGuard.Policies.Model;
using EcsGuard.Testing;

namespace EcsGuard.Policies.Tests;

/// <summary>The catalogue as one table, so that a changed severity, set, fix or setting is a line that a reviewer sees.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void The_catalogue_is_the_one_that_was_agreed_on() =>
        Golden.Assert(
            "tests/EcsGuard.Policies.Tests/catalogue.txt",
            string.Concat(PolicyCatalog.All.Select(policy => policy.Metadata).Select(metadata =>
                $"{metadata.Id,-41}{metadata.Kind.ToText(),-11}{metadata.Set.ToText(),-13}{metadata.Severity.ToText(),-10}{FixOf(metadata),-6}{string.Join(", ", metadata.Options.Select(option => $"{option.Key} {option.DefaultText}"))}".TrimEnd() + "\n")));

    /// <summary>Whether the reported example of a policy is repaired by itself, or only by words.</summary>
    private static string FixOf(PolicyMetadata metadata)
    {
        if (metadata.Kind == PolicyKind.Runtime)
        {
            return "hint";
        }

        var policy = (TaskDefinitionPolicy)PolicyCatalog.Find(metadata.Id)!;
        var fix = Judge(metadata.Bad).Violations.SelectMany(violation => violation.Fix).ToArray();
        return fix.Length == 0 ? "hint" : Judge(JsonPatch.Apply(metadata.Bad, fix)).Result == Result.Violated ? "broken" : "auto";

        Outcome Judge(string definition) => PolicyEngine.Judge(TaskDefinition.Read(Encoding.UTF8.GetBytes(definition)), metadata.ExampleContext, [policy])[0];
    }
}
