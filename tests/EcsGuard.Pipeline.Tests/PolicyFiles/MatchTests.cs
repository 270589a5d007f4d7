using System.Text;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.Tests.PolicyFiles;

public sealed class MatchTests
{
    private static readonly Target Payments = TestPolicyFile.Target("111122223333", "eu-west-1", "payments-api", "env=prod", "team=payments");

    [Theory]
    [InlineData("accounts: ['111122223333']", true)]
    [InlineData("accounts: ['444455556666', '111122223333']", true)]
    [InlineData("accounts: ['444455556666']", false)]
    [InlineData("organizationalUnits: [prod]", true)]
    [InlineData("organizationalUnits: [sandbox, prod]", true)]
    [InlineData("organizationalUnits: [sandbox]", false)]
    [InlineData("regions: [eu-west-1]", true)]
    [InlineData("regions: ['eu-*']", true)]
    [InlineData("regions: ['us-*']", false)]
    [InlineData("families: [payments-api]", true)]
    [InlineData("families: [orders, 'payments-*']", true)]
    [InlineData("families: ['payments-???']", true)]
    [InlineData("families: ['payments-??']", false)]
    [InlineData("families: [payments]", false)]
    [InlineData("families: [Payments-api]", false)]
    [InlineData("tags: { env: prod }", true)]
    [InlineData("tags: { env: 'p*' }", true)]
    [InlineData("tags: { env: prod, team: payments }", true)]
    [InlineData("tags: { env: prod, team: orders }", false)]
    [InlineData("tags: { ENV: prod }", false)]
    [InlineData("tags: { cost: '*' }", false)]
    [InlineData("accounts: ['111122223333'], families: ['payments-*'], tags: { env: prod }", true)]
    [InlineData("accounts: ['444455556666'], families: ['payments-*'], tags: { env: prod }", false)]
    public void A_target_fits_when_each_part_that_is_given_does(string match, bool fits) =>
        Assert.Equal(fits, Includes(match, Payments));

    [Theory]
    [InlineData("accounts: ['111122223333']")]
    [InlineData("organizationalUnits: [prod]")]
    [InlineData("regions: ['*']")]
    [InlineData("families: ['*']")]
    [InlineData("tags: { env: '*' }")]
    public void What_is_not_known_of_a_target_matches_nothing(string match) => Assert.False(Includes(match, TestPolicyFile.Target()));

    [Fact]
    public void No_match_is_for_everything() => Assert.True(new Match().Includes(TestPolicyFile.Target(), TestPolicyFile.Read("").OrganizationalUnits));

    /// <summary>Each is narrower than the one above it.</summary>
    [Fact]
    public void What_names_the_workload_is_narrower_than_what_says_where_it_runs()
    {
        string[] matches =
        [
            "regions: [eu-west-1]",
            "organizationalUnits: [prod]",
            "organizationalUnits: [prod], regions: [eu-west-1]",
            "accounts: ['111122223333']",
            "accounts: ['111122223333'], organizationalUnits: [prod], regions: [eu-west-1]",
            "tags: { env: prod }",
            "tags: { env: prod }, accounts: ['111122223333']",
            "tags: { env: prod, team: payments }",
            "families: ['*']",
            "families: ['pay*']",
            "families: ['pay*'], regions: [eu-west-1]",
            "families: ['pay*'], tags: { env: prod }",
            "families: ['payments-*']",
            "families: [payments-api]",
            "families: [payments-api], accounts: ['111122223333']",
        ];
        var scopes = string.Join("\n", matches.Reverse().Select(match => $"  - {{ match: {{ {match} }} }}"));
        var file = TestPolicyFile.Read($"organizationalUnits: {{ prod: ['111122223333'] }}\nscopes:\n{scopes}\n");
        Assert.Equal(file.Scopes.Reverse().Select(scope => scope.Name), file.ScopesOf(Payments).Select(scope => scope.Name));
    }

    [Fact]
    public void Of_several_patterns_only_those_that_fit_make_a_match_narrow()
    {
        var file = TestPolicyFile.Read(
            """
            scopes:
              - { name: exact elsewhere, match: { families: [orders, "pay*"] } }
              - { name: longer, match: { families: ["payments-*"] } }
            """);
        Assert.Equal(["exact elsewhere", "longer"], file.ScopesOf(Payments).Select(scope => scope.Name));
    }

    [Fact]
    public void Of_equals_the_last_in_the_file_is_the_narrowest()
    {
        var file = TestPolicyFile.Read(
            """
            scopes:
              - { name: first, match: { tags: { env: prod } } }
              - { name: second, match: { tags: { team: payments } } }
            """);
        Assert.Equal(["first", "second"], file.ScopesOf(Payments).Select(scope => scope.Name));
    }

    [Theory]
    [InlineData("""{ "containerDefinitions": [], "family": "web", "tags": [{ "key": "env", "value": "prod" }, { "key": "empty" }] }""", "web empty= env=prod")]
    [InlineData("""{ "containerDefinitions": [], "family": "${family}", "tags": [{ "key": "env", "value": "${env}" }, { "key": "${key}", "value": "x" }] }""", "")]
    [InlineData("""{ "containerDefinitions": [], "tags": null }""", "")]
    public void A_definition_says_its_family_and_tags_as_far_as_they_can_be_read(string definition, string expected)
    {
        var target = Target.Of(TaskDefinition.Read(Encoding.UTF8.GetBytes(definition)), arn: null);
        Assert.Equal(expected, string.Join(' ', target.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}").Prepend(target.Family).OfType<string>()));
        Assert.Equal((null, null), (target.Account, target.Region));
    }

    [Fact]
    public void The_ARN_says_where_a_definition_is_registered_and_under_which_family()
    {
        Assert.True(TaskDefinitionArn.TryParse("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7", out var arn));
        var target = Target.Of(TaskDefinition.Read("""{ "containerDefinitions": [], "family": "other" }"""u8), arn);
        Assert.Equal(("111122223333", "eu-west-1", "web"), (target.Account, target.Region, target.Family));
    }

    private static bool Includes(string match, Target target)
    {
        var file = TestPolicyFile.Read($"organizationalUnits: {{ prod: ['111122223333'], sandbox: ['444455556666'] }}\nscopes: [{{ match: {{ {match} }} }}]\n");
        return file.Scopes[0].Match.Includes(target, file.OrganizationalUnits);
    }
}
