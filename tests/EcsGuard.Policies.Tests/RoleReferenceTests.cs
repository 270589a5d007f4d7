using System.Text;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests;

public sealed class RoleReferenceTests
{
    [Theory]
    [InlineData("app", "app", null, "app")]
    [InlineData("/team/app", "team/app", null, "app")]
    [InlineData("arn:aws:iam::123456789012:role/app", "app", "123456789012", "app")]
    [InlineData("arn:aws-cn:iam::123456789012:role/service-role/app", "service-role/app", "123456789012", "app")]
    [InlineData("arn:aws:iam::${AWS::AccountId}:role/app", "app", "${AWS::AccountId}", "app")]
    [InlineData("arn:aws:iam:::role/app", "app", "", "app")]
    [InlineData("arn:aws:iam::role/app", "app", "", "app")]
    [InlineData("arn:aws:iam::123456789012:user/app", "arn:aws:iam::123456789012:user/app", null, "app")]
    [InlineData("arn:aws:ecs:role:role/app", "app", null, "app")]
    [InlineData("aws:iam::123456789012:role/app", "aws:iam::123456789012:role/app", null, "app")]
    public void Takes_names_and_arns_apart(string text, string name, string? account, string shortName)
    {
        var role = RoleReference.Parse(text);
        Assert.Equal(new RoleReference(name, account), role);
        Assert.Equal(shortName, role.ShortName);
    }

    [Theory]
    [InlineData("app", "app", true)]
    [InlineData("app", "App", false)]
    [InlineData("app", "arn:aws:iam::123456789012:role/app", true)]
    [InlineData("arn:aws:iam::123456789012:role/app", "app", true)]
    [InlineData("app", "arn:aws:iam::123456789012:role/team/app", false)]
    [InlineData("/team/app", "arn:aws:iam::123456789012:role/team/app", true)]
    [InlineData("arn:aws:iam::123456789012:role/app", "arn:aws:iam::123456789012:role/app", true)]
    [InlineData("arn:aws:iam::123456789012:role/app", "arn:aws:iam::210987654321:role/app", false)]
    [InlineData("arn:aws:iam::${ACCOUNT}:role/app", "arn:aws:iam::${ACCOUNT}:role/app", true)]
    [InlineData("arn:aws:iam::<ACCOUNT>:role/app", "arn:aws:iam::<ACCOUNT>:role/app", true)]
    [InlineData("arn:aws:iam::<ACCOUNT>:role/app", "app", true)]
    [InlineData("arn:aws:iam::<ACCOUNT>:role/app", "arn:aws:iam::<ACCOUNT>:role/other", false)]
    [InlineData("arn:aws:iam::${ACCOUNT}:role/app", "arn:aws:iam::123456789012:role/app", null)]
    [InlineData("arn:aws:iam::123456789012:role/app", "arn:aws:iam::${ACCOUNT}:role/app", null)]
    [InlineData("${ROLE}", "${ROLE}", true)]
    [InlineData("{{ role }}", "{{ role }}", true)]
    [InlineData("app-${STAGE}", "app-${STAGE}", true)]
    [InlineData("${ROLE}", "${OTHER}", null)]
    [InlineData("${ROLE}", "app", null)]
    [InlineData("app", "${ROLE}", null)]
    [InlineData("<role-arn>", "<role-arn>", null)]
    [InlineData("%s", "%s", null)]
    [InlineData("arn:aws:iam::%d:role/%s", "arn:aws:iam::%d:role/%s", null)]
    [InlineData("role-%d", "role-%d", null)]
    [InlineData("PLACEHOLDER", "PLACEHOLDER", null)]
    [InlineData("HIDDEN_DUE_TO_SECURITY_REASONS", "HIDDEN_DUE_TO_SECURITY_REASONS", null)]
    public void Compares_what_can_be_known(string one, string other, bool? same) => Assert.Equal(same, AreSame($"\"{one}\"", $"\"{other}\""));

    [Theory]
    [InlineData("null", "\"app\"")]
    [InlineData("\"app\"", "null")]
    [InlineData("[]", "[]")]
    public void Cannot_compare_what_is_no_text(string one, string other) => Assert.Null(AreSame(one, other));

    [Theory]
    [InlineData("\"app\"", "111122223333:role/app")]
    [InlineData("\"/app\"", "111122223333:role/app")]
    [InlineData("\"arn:aws:iam::111122223333:role/app\"", "111122223333:role/app")]
    [InlineData("\"arn:aws:iam::111122223333:role/team/app\"", "111122223333:role/team/app")]
    [InlineData("\"arn:aws:iam::444455556666:role/app\"", "444455556666:role/app")]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("\"${ROLE}\"", null)]
    [InlineData("\"arn:aws:iam::${ACCOUNT}:role/app\"", null)]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"", null)]
    public void One_role_has_one_identity(string json, string? identity)
    {
        var task = TaskDefinition.Read(Encoding.UTF8.GetBytes($$"""{ "taskRoleArn": {{json}}, "containerDefinitions": [] }"""));
        Assert.Equal(identity, RoleReference.Identity(task.TaskRoleArn, "111122223333"));
    }

    private static bool? AreSame(string one, string other)
    {
        var task = TaskDefinition.Read(Encoding.UTF8.GetBytes($$"""{ "taskRoleArn": {{one}}, "executionRoleArn": {{other}}, "containerDefinitions": [] }"""));
        return RoleReference.AreSame(task.TaskRoleArn, task.ExecutionRoleArn);
    }
}
