using System.Globalization;
using System.Text.Json;
using EcsGuard.Policies.Model;
using EcsGuard.Testing;
using FsCheck;
using FsCheck.Fluent;
using Newtonsoft.Json.Linq;

namespace EcsGuard.Policies.Tests.Fixes;

/// <summary>Fixes keep what <see cref="FixContract"/> says, for definitions that were written, found and generated.</summary>
public sealed class FixProperties
{
    private const int Seeds = 2;

    /// <summary>How many generated definitions are tried; set by hand where more are wanted.</summary>
    private static readonly int Cases = int.Parse(Environment.GetEnvironmentVariable("ECSGUARD_FIX_CASES") ?? "500", CultureInfo.InvariantCulture);

    /// <summary>Written for the tests, in the shapes in which definitions are met.</summary>
    public static TheoryData<string> Definitions =>
        [.. Directory.GetFiles(Repository.PathTo("tests", "EcsGuard.Policies.Tests", "Definitions"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void Fixes_of_generated_definitions_compose() =>
        Prop.ForAll(Arb.From(Trials, Shrink), trial =>
        {
            var breaches = FixContract.FindBreaches(trial.Definition, trial.Context, trial.Seed);
            return (breaches.Count == 0).Label(string.Join('\n', breaches));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    [Theory, MemberData(nameof(Definitions))]
    public void Fixes_of_written_definitions_compose(string name) =>
        Assert.Equal([], BreachesInAnyContext(File.ReadAllText(PathTo($"{name}.json"))));

    [Theory, MemberData(nameof(Definitions))]
    public void Written_definitions_are_fixed_like_this(string name)
    {
        var fixedDefinition = FixContract.Fix(File.ReadAllText(PathTo($"{name}.json")), PolicyContext.Empty);
        Golden.Assert($"tests/EcsGuard.Policies.Tests/Definitions/Fixed/{name}.json", JsonPatch.Parse(fixedDefinition).ToString(Newtonsoft.Json.Formatting.Indented) + "\n");
    }

    [Fact]
    public void Fixes_of_found_definitions_compose()
    {
        foreach (var file in Corpus.Folder is { } folder ? Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories) : [])
        {
            if (ReadDefinition(file) is { } definition)
            {
                Assert.Equal([], BreachesInAnyContext(definition).Select(breach => $"{Path.GetFileName(file)}: {breach}"));
            }
        }
    }

    private static string PathTo(string file) => Repository.PathTo("tests", "EcsGuard.Policies.Tests", "Definitions", file);

    private static IEnumerable<string> BreachesInAnyContext(string definition) =>
        from context in Contexts
        from seed in Enumerable.Range(0, Seeds)
        from breach in FixContract.FindBreaches(definition, context, seed)
        select breach;

    private static IEnumerable<PolicyContext> Contexts { get; } =
    [
        PolicyContext.Empty,
        PolicyContext.Empty with { OnSpot = true },
        PolicyContext.Empty with { LaunchType = "FARGATE" },
        PolicyContext.Empty with { LaunchType = "EC2" },
        PolicyContext.Empty with { DefaultLogDriverMode = "blocking" },
        PolicyContext.Empty with { Settings = DefinitionGen.Configured },
        PolicyContext.Empty with
        {
            OnSpot = true,
            LaunchType = "FARGATE",
            DefaultLogDriverMode = "blocking",
            EcsExec = true,
            Arn = new("aws", "eu-west-1", "111122223333", "bookshop-web", 31),
            Settings = DefinitionGen.Configured,
        },
    ];

    /// <summary>The definition in a file, whatever stands around it; null for a file that holds none.</summary>
    private static string? ReadDefinition(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            TaskDefinition.Read(File.ReadAllBytes(file), out var form);
            return form switch
            {
                TaskDefinitionForm.ContainerDefinitions => $"{{\"containerDefinitions\":{text}}}",
                TaskDefinitionForm.DescribeOutput => JsonPatch.ToText(JsonPatch.Parse(text)["taskDefinition"]!),
                _ => text,
            };
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return null;
        }
    }

    private static Gen<Trial> Trials { get; } =
        from definition in DefinitionGen.Definition
        from context in DefinitionGen.Context
        from seed in Gen.Choose(0, int.MaxValue)
        select new Trial(definition, context, seed);

    private static IEnumerable<Trial> Shrink(Trial trial)
    {
        if (trial.Context != PolicyContext.Empty)
        {
            yield return trial with { Context = PolicyContext.Empty };
        }

        for (var index = 0; JsonPatch.Parse(trial.Definition) is var task && DefinitionGen.Below(task).ElementAtOrDefault(index) is { } node; index++)
        {
            if (node.Path != "containerDefinitions")
            {
                (node.Parent is JProperty member ? member : node).Remove();
                yield return trial with { Definition = JsonPatch.ToText(task) };
            }
        }
    }

    private sealed record Trial(string Definition, PolicyContext Context, int Seed)
    {
        public override string ToString() => $"{Definition}\nwhere {string.Join(", ", Context.Describe().Select(fact => $"{fact.Name}: {fact.Value}"))}; seed {Seed}";
    }
}
