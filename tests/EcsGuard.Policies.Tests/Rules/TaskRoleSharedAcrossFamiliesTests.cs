using System.Collections.Immutable;
using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class TaskRoleSharedAcrossFamiliesTests : PolicyTests<TaskRoleSharedAcrossFamilies>
{
    private const string Task = """{ "taskRoleArn": "backend", "containerDefinitions": [] }""";

    [Fact]
    public void Accepts_a_task_without_a_role() => AssertPassed("""{ "taskRoleArn": "", "containerDefinitions": [] }""");

    [Fact]
    public void Accepts_one_family()
    {
        Context = new() { FamiliesSharingTaskRole = ["orders"] };
        AssertPassed(Task);
    }

    [Fact]
    public void Reports_more_families_than_one()
    {
        Context = new() { FamiliesSharingTaskRole = ["payments", "orders"] };
        AssertViolated(Task, ("/taskRoleArn", "2 families have this task role (orders, payments); 1 may."));
    }

    [Fact]
    public void Lists_ten_of_many()
    {
        Context = new() { FamiliesSharingTaskRole = [.. Enumerable.Range(10, 10).Select(number => $"f{number}")] };
        AssertViolated(Task, ("/taskRoleArn", "10 families have this task role (f10, f11, f12, f13, f14, f15, f16, f17, f18, f19); 1 may."));
        Context = new() { FamiliesSharingTaskRole = [.. Enumerable.Range(10, 12).Reverse().Select(number => $"f{number}")] };
        AssertViolated(Task, ("/taskRoleArn", "12 families have this task role (f10, f11, f12, f13, f14, f15, f16, f17, f18, f19 and 2 more); 1 may."));
    }

    [Theory]
    [InlineData("${ROLE}", UndeterminedReason.Placeholder)]
    [InlineData("HIDDEN_DUE_TO_SECURITY_REASONS", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_the_role_is_hidden(string role, UndeterminedReason reason)
    {
        var task = $$"""{ "taskRoleArn": "{{role}}", "containerDefinitions": [] }""";
        AssertUndetermined(task, ("/taskRoleArn", reason));
        Context = new() { FamiliesSharingTaskRole = ["payments", "orders"] };
        AssertUndetermined(task, ("/taskRoleArn", reason));
    }

    [Fact]
    public void Allows_as_many_as_are_set()
    {
        var limit = Assert.IsType<PolicyOption<int>>(Assert.Single(new TaskRoleSharedAcrossFamilies().Metadata.Options));
        var context = PolicyContext.Empty.With("task-role-shared-across-families", limit, 2);
        Context = context with { FamiliesSharingTaskRole = ImmutableArray.Create("a", "b") };
        AssertPassed(Task);
        Context = context with { FamiliesSharingTaskRole = ImmutableArray.Create("a", "b", "c") };
        AssertViolated(Task, ("/taskRoleArn", "3 families have this task role (a, b, c); 2 may."));
    }

    [Fact]
    public void Cannot_tell_while_the_estate_is_unknown() =>
        AssertUndetermined(Task, ("/taskRoleArn", UndeterminedReason.MissingFact));
}
