using EcsGuard.Policies.Documentation;
using EcsGuard.Policies.Iam;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests;

public sealed class PolicyContextTests
{
    private static readonly PolicyOption<int> Limit = new("limit", "The most.", 3);
    private static readonly PolicyOption<string[]> Names = new("names", "Which ones.", []);
    private static readonly NoEssentialContainer Policy = new();

    [Fact]
    public void An_option_that_is_not_set_has_its_default() =>
        Assert.Equal(3, PolicyContext.Empty.Get(Policy, Limit));

    [Fact]
    public void An_option_set_for_one_policy_is_not_set_for_another()
    {
        Assert.Equal(7, PolicyContext.Empty.With(Policy.Metadata.Id, Limit, 7).Get(Policy, Limit));
        Assert.Equal(3, PolicyContext.Empty.With("another-policy", Limit, 7).Get(Policy, Limit));
    }

    [Fact]
    public void Options_of_one_policy_stand_side_by_side()
    {
        var context = PolicyContext.Empty.With(Policy.Metadata.Id, Limit, 7).With(Policy.Metadata.Id, Names, ["a", "b"]);

        Assert.Equal(7, context.Get(Policy, Limit));
        Assert.Equal(["a", "b"], context.Get(Policy, Names));
    }

    [Fact]
    public void Settings_and_facts_are_described_by_name_and_value()
    {
        var context = (PolicyContext.Empty with
        {
            Arn = new TaskDefinitionArn("aws", "eu-west-1", "111122223333", "web", 3),
            DefaultLogDriverMode = "blocking",
            LaunchType = "FARGATE",
            OnSpot = true,
            EcsExec = false,
            FamiliesSharingTaskRole = ["web", "worker"],
            ExtraSidecars = [new(new("acme-*", "*/acme/telemetry"), SidecarRole.Telemetry), new(new("mesh", null), SidecarRole.Proxy)],
        }).With("b", Names, ["x", "y"]).With("a", Limit, 7);

        Assert.Equal(
            [
                ("setting `limit`", "7"),
                ("setting `names`", "[x, y]"),
                ("revision", "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3"),
                ("account setting `defaultLogDriverMode`", "blocking"),
                ("launch type seen in task events", "FARGATE"),
                ("runs on Spot capacity", "yes"),
                ("runs with ECS Exec", "no"),
                ("families with the same task role", "web, worker"),
                ("the organisation's own sidecars", "{ name: acme-*, image: */acme/telemetry } as telemetry, { name: mesh } as proxy"),
            ],
            context.Describe());
        Assert.Equal(
            [("runs on Spot capacity", "no"), ("runs with ECS Exec", "yes")],
            (PolicyContext.Empty with { OnSpot = false, EcsExec = true }).Describe());
        Assert.Equal([], PolicyContext.Empty.Describe());
    }

    [Fact]
    public void Roles_are_described_by_what_was_read_of_them()
    {
        var role = new RoleDocuments("arn:aws:iam::123456789012:role/web", "trust")
        {
            AttachedPolicies = [new("managed", "first") { Arn = "arn:aws:iam::aws:policy/managed" }],
            InlinePolicies = [new("inline", "second")],
            PermissionsBoundary = new("boundary", "third"),
        };
        Assert.Equal(
            [
                ("execution role", "arn:aws:iam::123456789012:role/web"),
                ("trust policy of the execution role", "trust"),
                ("policy managed of the execution role", "first"),
                ("policy inline of the execution role", "second"),
                ("permissions boundary of the execution role", "third"),
                ("task role", "does not exist"),
            ],
            (PolicyContext.Empty with { ExecutionRole = RoleAnswer.Found(role), TaskRole = RoleAnswer.Refused(RoleRefusal.NotFound) }).Describe());
        Assert.Equal(
            [("execution role", "may not be read"), ("task role", "of another account")],
            (PolicyContext.Empty with { ExecutionRole = RoleAnswer.Refused(RoleRefusal.AccessDenied), TaskRole = RoleAnswer.Refused(RoleRefusal.OtherAccount) }).Describe());
    }

    [Fact]
    public void A_page_prints_what_its_examples_are_judged_with()
    {
        var page = PolicyPage.Render(new ConfiguredExample());

        Assert.Contains("## Reported\n\nBoth examples are judged with\n\n- setting `limit`: `7`\n\n```json\n{}\n```\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_prints_what_tells_its_examples_apart()
    {
        var page = PolicyPage.Render(new ConfiguredExample { GoodContext = PolicyContext.Empty with { OnSpot = true } });

        Assert.Contains("## Reported\n\nThis example is judged with\n\n- setting `limit`: `7`\n\n```json\n{}\n```\n", page, StringComparison.Ordinal);
        Assert.Contains("## Accepted\n\nThis example is judged with\n\n- runs on Spot capacity: `yes`\n\n```json\n", page, StringComparison.Ordinal);
    }

    private sealed class ConfiguredExample : TaskDefinitionPolicy
    {
        public PolicyContext? GoodContext { get; init; }

        public override PolicyMetadata Metadata
        {
            get
            {
                var context = PolicyContext.Empty.With("configured-example", Limit, 7);
                return new NoEssentialContainer().Metadata with { Bad = "{}", ExampleContext = context, GoodContext = GoodContext ?? context };
            }
        }

        public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict) => verdict.NotApplicable();
    }
}
