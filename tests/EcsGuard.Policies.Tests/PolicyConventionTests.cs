using System.Text;
using System.Text.RegularExpressions;
using EcsGuard.Policies.Documentation;
using EcsGuard.Policies.Model;
using EcsGuard.Testing;

namespace EcsGuard.Policies.Tests;

/// <summary>What every policy promises, checked once for all of them.</summary>
public sealed partial class PolicyConventionTests
{
    private static readonly string[] ForbiddenBeginnings = ["avoid-", "do-not-", "dont-", "uses-", "use-", "prefer-", "ensure-", "should-", "must-"];

    public static TheoryData<string> Ids => [.. PolicyCatalog.All.Select(policy => policy.Metadata.Id)];

    [Fact]
    public void The_generated_catalogue_holds_every_policy_class() =>
        Assert.Equal(
            typeof(PolicyCatalog).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Policy)) && !type.IsAbstract).Select(type => type.FullName).Order(StringComparer.Ordinal),
            PolicyCatalog.All.Select(policy => policy.GetType().FullName).Order(StringComparer.Ordinal));

    [Fact]
    public void Ids_and_former_ids_are_unique()
    {
        var ids = PolicyCatalog.All.SelectMany(policy => policy.Metadata.Aliases.Append(policy.Metadata.Id)).ToArray();
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
    }

    [Theory, MemberData(nameof(Ids))]
    public void The_metadata_is_complete_and_well_formed(string id)
    {
        var policy = Find(id);
        var metadata = policy.Metadata;
        Assert.Equal(WordStart.Replace(policy.GetType().Name, "-").ToLowerInvariant(), id);
        Assert.DoesNotContain(ForbiddenBeginnings, beginning => id.StartsWith(beginning, StringComparison.Ordinal));
        Assert.DoesNotMatch(@"[.!?]$", metadata.Title);
        Assert.All([metadata.What, metadata.Why, metadata.Incident, metadata.Fix], text => Assert.Matches(@"^\S[\s\S]*\.$", text));
        Assert.Equal(4, new[] { metadata.What, metadata.Why, metadata.Incident, metadata.Fix }.Distinct(StringComparer.Ordinal).Count());
        Assert.StartsWith("https://docs.aws.amazon.com/", metadata.Documentation, StringComparison.Ordinal);
        Assert.Equal(policy is TaskStatePolicy, metadata.Kind == PolicyKind.Runtime);
        Assert.All(metadata.Options, option => Assert.Matches(@"^\S[\s\S]*\.$", option.Description));
    }

    [Theory, MemberData(nameof(Ids))]
    public void The_bad_example_is_reported_and_the_good_one_is_not(string id)
    {
        var metadata = Find(id).Metadata;
        Assert.Equal(Result.Violated, Judge(id, metadata.Bad, metadata.ExampleContext).Result);
        Assert.Equal(Result.Passed, Judge(id, metadata.Good, metadata.GoodContext).Result);
    }

    /// <summary>The policies that promise a fix. Its absence from other definitions is theirs to explain; from their own example it would be a broken promise.</summary>
    [Fact]
    public void The_policies_that_promise_a_fix_repair_their_bad_example() =>
        Assert.Equal(
            [
                "blocking-log-driver", "completion-of-essential-container", "ephemeral-storage-out-of-range", "essential-sidecar", "expendable-log-router", "expendable-proxy",
                "implicit-essential", "implicit-log-mode", "incomplete-awslogs", "invalid-fargate-size", "invalid-windows-fargate-size", "late-log-router", "lossy-audit-log",
                "misread-health-check", "missing-init-process", "missing-log-driver", "router-logs-to-itself", "self-created-log-group", "start-timeout-out-of-range",
                "stop-timeout-out-of-range", "swallowed-stop-signal", "tight-memory-limit", "unordered-sidecar", "unprefixed-log-stream", "unreasonable-log-buffer",
                "unrestarted-sidecar", "unset-log-buffer", "unset-stop-timeout-on-spot", "unsupported-swap",
            ],
            PolicyCatalog.TaskDefinitionPolicies.Select(policy => policy.Metadata).Where(Repairs).Select(metadata => metadata.Id));

    [Theory, MemberData(nameof(Ids))]
    public void An_empty_subject_breaks_no_policy(string id) =>
        Assert.True(Judge(id, Find(id) is TaskStatePolicy ? "{}" : """{ "containerDefinitions": [] }""", PolicyContext.Empty).Result is Result.Passed or Result.NotApplicable);

    [Theory, MemberData(nameof(Ids))]
    public void Equal_input_gives_equal_output(string id)
    {
        var metadata = Find(id).Metadata;
        Assert.Equal(Text(Judge(id, metadata.Bad, metadata.ExampleContext)), Text(Judge(id, metadata.Bad, metadata.ExampleContext)));
    }

    [Theory, MemberData(nameof(Ids))]
    public void A_context_of_the_examples_is_printed_with_them(string id)
    {
        foreach (var context in new[] { Find(id).Metadata.ExampleContext, Find(id).Metadata.GoodContext })
        {
            Assert.Equal(context == PolicyContext.Empty, !context.Describe().Any());
            Assert.All(context.Settings.Keys, policy => Assert.Equal(id, policy));
        }
    }

    [Theory, MemberData(nameof(Ids))]
    public void A_configured_policy_judges_nothing_until_it_is_configured(string id)
    {
        if (Find(id).Metadata is { Set: PolicySet.Configured } metadata)
        {
            Assert.True(Judge(id, metadata.Bad, PolicyContext.Empty).Result is Result.NotApplicable or Result.Undetermined);
        }
    }

    [Theory, MemberData(nameof(Ids))]
    public void A_test_class_exists(string id) =>
        Assert.Contains(Find(id).GetType().Name + "Tests", typeof(PolicyConventionTests).Assembly.GetTypes().Select(type => type.Name));

    /// <summary>What <c>ecsguard policies new</c> leaves to the author says so.</summary>
    [Theory, MemberData(nameof(Ids))]
    public void Nothing_is_left_to_fill_in(string id)
    {
        var name = Find(id).GetType().Name;
        var left = from file in new[] { $"src/Policies/Rules/{name}.cs", $"tests/EcsGuard.Policies.Tests/Rules/{name}Tests.cs" }
                   from line in File.ReadLines(Repository.PathTo(file.Split('/'))).Index()
                   where line.Item.Contains("TODO", StringComparison.Ordinal)
                   select $"{file}:{line.Index + 1}: {line.Item.Trim()}";
        Assert.True(!left.Any(), $"Change what says TODO into what {id} is about:\n{string.Join('\n', left)}");
    }

    [Theory, MemberData(nameof(Ids))]
    public void The_page_is_current(string id) => Golden.Assert($"docs/policies/{id}.md", PolicyPage.Render(Find(id)));

    [Fact]
    public void The_index_is_current() => Golden.Assert("docs/policies/README.md", PolicyPage.RenderIndex(PolicyCatalog.All));

    [Fact]
    public void No_page_is_left_over()
    {
        var pages = Directory.EnumerateFiles(Repository.PathTo("docs", "policies"), "*.md").Select(Path.GetFileNameWithoutExtension).Where(name => name != "README");
        Assert.Equal(PolicyCatalog.All.Select(policy => policy.Metadata.Id), pages.Order(StringComparer.Ordinal));
    }

    private static bool Repairs(PolicyMetadata metadata)
    {
        // A registered revision tells the region and the family that a fix may have to write.
        var context = metadata.ExampleContext with { Arn = metadata.ExampleContext.Arn ?? new("aws", "eu-west-1", "111122223333", "app", 1) };
        var operations = Judge(metadata.Id, metadata.Bad, context).Violations.SelectMany(violation => violation.Fix).ToArray();
        return operations.Length > 0 && Judge(metadata.Id, JsonPatch.Apply(metadata.Bad, operations), context).Result is Result.Passed or Result.NotApplicable;
    }

    private static Policy Find(string id) => PolicyCatalog.All.Single(policy => policy.Metadata.Id == id);

    private static Outcome Judge(string id, string example, PolicyContext context)
    {
        var utf8 = Encoding.UTF8.GetBytes(example);
        return Find(id) switch
        {
            TaskDefinitionPolicy policy => PolicyEngine.Judge(TaskDefinition.Read(utf8), context, [policy])[0],
            TaskStatePolicy policy => PolicyEngine.Judge(TaskStateChange.Read(utf8), context, [policy])[0],
            var policy => throw new InvalidOperationException($"{policy} judges nothing that is known here."),
        };
    }

    private static string Text(Outcome outcome) =>
        string.Join('\n', outcome.Violations.Select(violation => $"{violation.Path} {violation.Container} {violation.Message} {string.Join(';', violation.Fix)}"));

    [GeneratedRegex("(?<!^)(?=[A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart { get; }
}
