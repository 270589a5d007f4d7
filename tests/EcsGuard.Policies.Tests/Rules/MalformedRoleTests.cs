using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class MalformedRoleTests : PolicyTests<MalformedRole>
{
    private const string Sixteen = "abcdefghijklmnop";

    [Fact]
    public void Says_nothing_without_a_role()
    {
        AssertNotApplicable("""{ "containerDefinitions": [] }""");
        AssertNotApplicable("""{ "taskRoleArn": "", "executionRoleArn": "", "containerDefinitions": [] }""");
    }

    [Theory]
    [InlineData("app")]
    [InlineData("App_1+=,.@-x")]
    [InlineData("/team/app")]
    [InlineData("team/app")]
    [InlineData($"{Sixteen}{Sixteen}{Sixteen}{Sixteen}")]
    [InlineData("arn:aws:iam::123456789012:role/app")]
    [InlineData("arn:aws-us-gov:iam::123456789012:role/service-role/app")]
    public void Accepts_names_and_arns_of_roles(string role)
    {
        AssertPassed($$"""{ "taskRoleArn": "{{role}}", "containerDefinitions": [] }""");
        AssertPassed($$"""{ "executionRoleArn": "{{role}}", "containerDefinitions": [] }""");
    }

    [Theory]
    [InlineData("my role")]
    [InlineData("app/")]
    [InlineData("/")]
    [InlineData("team//app")]
    [InlineData("a b/app")]
    [InlineData("app!")]
    [InlineData($"{Sixteen}{Sixteen}{Sixteen}{Sixteen}q")]
    [InlineData("arn:aws:iam::123456789012:instance-profile/app")]
    [InlineData("arn:aws:iam::123456789012:role")]
    [InlineData("arn:aws:iam::123456789012:role/")]
    [InlineData("arn:aws:iam::123456789012:role//app")]
    [InlineData("arn:aws:iam::12345678901:role/app")]
    [InlineData("arn:aws:iam::12345678901x:role/app")]
    [InlineData("arn:aws:iam:::role/app")]
    [InlineData("arn:aws:iam::role/app")]
    [InlineData("arn:aws:sts:role:role/app")]
    public void Reports_everything_else(string role)
    {
        AssertViolated($$"""{ "taskRoleArn": "{{role}}", "containerDefinitions": [] }""", ("/taskRoleArn", $"taskRoleArn is '{role}', which is neither the name nor the ARN of a role."));
        AssertViolated($$"""{ "taskRoleArn": "", "executionRoleArn": "{{role}}", "containerDefinitions": [] }""", ("/executionRoleArn", $"executionRoleArn is '{role}', which is neither the name nor the ARN of a role."));
    }

    [Theory]
    [InlineData("\"${ROLE}\"", UndeterminedReason.Placeholder)]
    [InlineData("\"arn:aws:iam::YOUR_ACCOUNT_ID:role/app\"", UndeterminedReason.Placeholder)]
    [InlineData("[]", UndeterminedReason.WrongType)]
    public void Cannot_tell_while_it_is_hidden(string role, UndeterminedReason reason) =>
        AssertUndetermined($$"""{ "taskRoleArn": {{role}}, "containerDefinitions": [] }""", ("/taskRoleArn", reason));
}
