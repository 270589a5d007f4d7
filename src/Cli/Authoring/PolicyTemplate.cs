using EcsGuard.Policies;

namespace EcsGuard.Cli.Authoring;

/// <summary>
/// A new policy and its test. They build, and the policy does what its examples and its test say: it reports a container that is called TODO. Its author
/// changes that into the fault; until the last TODO is gone the convention tests fail and say where one stands.
/// </summary>
/// <param name="Name">The id.</param>
/// <param name="Category">The part of a definition that it looks after.</param>
/// <param name="Kind">When it can find something: a runtime policy judges events of tasks, the others definitions.</param>
/// <param name="Set">Which policies are on; a configured one has a setting.</param>
/// <param name="Severity">How bad a finding is.</param>
internal sealed record PolicyTemplate(PolicyName Name, Category Category, PolicyKind Kind, PolicySet Set, Severity Severity)
{
    private const string Quotes = "\"\"\"";
    private const string Message = "TODO: the value found, the value wanted, and their unit.";

    private bool IsRuntime => Kind == PolicyKind.Runtime;

    private bool IsConfigured => Set == PolicySet.Configured;

    /// <summary>The source of the policy.</summary>
    public string Policy => $$$"""
        using EcsGuard.Policies.Model;

        namespace EcsGuard.Policies.Rules;

        public sealed class {{{Name.ClassName}}} : {{{(IsRuntime ? "TaskStatePolicy" : "TaskDefinitionPolicy")}}}
        {
        {{{(IsConfigured ? Option : "")}}}    public override PolicyMetadata Metadata { get; } = new()
            {
                Id = "{{{Name.Id}}}",
                Title = "TODO: the fault in one line",
                Category = Category.{{{Category}}},
                Kind = PolicyKind.{{{Kind}}},
                Set = PolicySet.{{{Set}}},
                Severity = Severity.{{{Severity}}},
                Stage = Stage.Preview,
                Since = "next",
                What = "TODO: exactly what is reported, and what is not.",
                Why = "TODO: why it matters, by what mechanism.",
                Incident = "TODO: what happens in production when it is let through.",
                Fix = "TODO: what the owner should do.",
                Bad = {{{Quotes}}}{{{Example("TODO")}}}{{{Quotes}}},
                Good = {{{Quotes}}}{{{Example("app")}}}{{{Quotes}}},
                Documentation = "https://docs.aws.amazon.com/TODO",
        {{{(IsConfigured ? Configuration : "")}}}    };

        {{{(IsRuntime ? JudgeTask : JudgeDefinition)}}}
        }

        """;

    /// <summary>The source of its test.</summary>
    public string Test => $$$"""
        {{{(IsRuntime ? "" : "using EcsGuard.Policies.Model;\n")}}}using EcsGuard.Policies.Rules;

        namespace EcsGuard.Policies.Tests.Rules;

        public sealed class {{{Name.ClassName}}}Tests : {{{(IsRuntime ? "TaskStatePolicyTests" : "PolicyTests")}}}<{{{Name.ClassName}}}>
        {
        {{{(IsRuntime ? TestsOfTask : TestsOfDefinition)}}}
        }

        """;

    private static string Option => """
            private static readonly PolicyOption<string[]> Names = new("names", "TODO: what the setting means, and its unit.", []);


        """;

    private string Configuration => $"""
                Options = [Names],
                ExampleContext = PolicyContext.Empty.With("{Name.Id}", Names, ["TODO"]),

        """;

    private string JudgeDefinition => $$"""
            // An example to change. Known() and Each() note by themselves what is hidden and cannot be judged.
            public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
            {
        {{(IsConfigured ? Unconfigured : "")}}        foreach (var container in verdict.Each(task.ContainerDefinitions))
                {
                    if (verdict.Known(container.Name, out var name) && {{(IsConfigured ? "names.Contains(name, StringComparer.Ordinal)" : "name == \"TODO\"")}})
                    {
                        verdict.Violation(container.Name, $"Container '{container.DisplayName}': {{Message}}");
                    }
                }
            }
        """;

    private static string Unconfigured => """
                var names = context.Get(this, Names);
                if (names.Length == 0)
                {
                    verdict.NotApplicable();
                    return;
                }


        """;

    private static string JudgeTask => $$"""
            // An example to change.
            public override void Judge(TaskStateChange task, PolicyContext context, Verdict verdict)
            {
                foreach (var container in verdict.Each(task.Containers))
                {
                    if (container.Name == "TODO")
                    {
                        verdict.Violation(container.Path, container.Name, $"Container '{container.DisplayName}': {{Message}}");
                    }
                }
            }
        """;

    private string TestsOfDefinition => $$$"""
        {{{(IsConfigured ? $"    public {Name.ClassName}Tests() => Context = PolicyContext.Empty.With(\"{Name.Id}\", new PolicyOption<string[]>(\"names\", \"\", []), [\"TODO\"]);\n\n" : "")}}}    [Fact]
            public void Accepts_what_is_not_the_fault() =>
                AssertPassed({{{Quotes}}}{ "containerDefinitions": [{ "name": "app" }] }{{{Quotes}}});

            [Fact]
            public void Reports_each_container_that_has_the_fault() =>
                AssertViolated(
                    {{{Quotes}}}{ "containerDefinitions": [{ "name": "TODO" }, { "name": "app" }, { "name": "TODO" }] }{{{Quotes}}},
                    ("/containerDefinitions/0/name", "Container 'TODO': {{{Message}}}"),
                    ("/containerDefinitions/2/name", "Container 'TODO': {{{Message}}}"));

            [Fact]
            public void Cannot_tell_while_the_value_is_hidden() =>
                AssertUndetermined(
                    {{{Quotes}}}{ "containerDefinitions": [{ "name": "${NAME}" }] }{{{Quotes}}},
                    ("/containerDefinitions/0/name", UndeterminedReason.Placeholder));
        """;

    private static string TestsOfTask => $$$"""
            [Fact]
            public void Accepts_what_is_not_the_fault() =>
                AssertPassed({{{Quotes}}}{ "lastStatus": "STOPPED", "containers": [{ "name": "app" }] }{{{Quotes}}});

            [Fact]
            public void Reports_each_container_that_has_the_fault() =>
                AssertViolated(
                    {{{Quotes}}}{ "lastStatus": "STOPPED", "containers": [{ "name": "TODO" }, { "name": "app" }, { "name": "TODO" }] }{{{Quotes}}},
                    ("/containers/0", "TODO", "Container 'TODO': {{{Message}}}"),
                    ("/containers/2", "TODO", "Container 'TODO': {{{Message}}}"));
        """;

    private string Example(string container) => IsRuntime
        ? $$"""{ "lastStatus": "STOPPED", "containers": [{ "name": "{{container}}", "lastStatus": "STOPPED", "exitCode": 1 }] }"""
        : $$"""{ "containerDefinitions": [{ "name": "{{container}}", "image": "nginx:1.29" }] }""";
}
