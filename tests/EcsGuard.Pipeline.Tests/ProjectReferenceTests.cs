using System.Xml.Linq;
using EcsGuard.Testing;

namespace EcsGuard.Pipeline.Tests;

/// <summary>Which project may use which: Cli → Functions → Aws → Pipeline → Policies → nothing.</summary>
public sealed class ProjectReferenceTests
{
    [Fact]
    public void Projects_refer_to_each_other_in_one_direction_only() =>
        Assert.Equal(
            [
                "Aws → Pipeline",
                "Cli → Functions",
                "Functions → Aws",
                "Pipeline → Policies",
                "Policies → Policies.Generator, as analyzer",
            ],
            from project in Projects()
            from reference in Items(project, "ProjectReference")
            let name = Name(Path.GetFullPath((string)reference.Attribute("Include")!, Path.GetDirectoryName(project)!))
            let isAnalyzer = (string?)reference.Attribute("OutputItemType") == "Analyzer" && (string?)reference.Attribute("ReferenceOutputAssembly") == "false"
            let line = $"{Name(project)} → {name}{(isAnalyzer ? ", as analyzer" : "")}"
            orderby line
            select line);

    [Fact]
    public void Policies_need_no_packages() =>
        Assert.Equal([], Items(Projects().Single(project => Name(project) == "Policies"), "PackageReference").Select(reference => reference.ToString()));

    [Fact]
    public void Only_Aws_knows_the_SDK_of_AWS() =>
        Assert.Equal(
            ["Aws"],
            Projects().Where(project => Items(project, "PackageReference").Any(reference => ((string)reference.Attribute("Include")!).StartsWith("AWSSDK.", StringComparison.Ordinal))).Select(Name));

    private static string[] Projects() => [.. Directory.GetFiles(Repository.PathTo("src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static string Name(string project) => Path.GetFileName(Path.GetDirectoryName(project)!);

    private static IEnumerable<XElement> Items(string project, string item) => XDocument.Load(project).Descendants(item);
}
