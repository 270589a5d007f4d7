using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class TooManyContainersTests : PolicyTests<TooManyContainers>
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Accepts_ten_containers(int count) => AssertPassed(Task(Enumerable.Repeat("{}", count)));

    [Fact]
    public void Reports_more()
    {
        AssertViolated(Task(Enumerable.Repeat("{}", 11)), ("/containerDefinitions", "The task has 11 containers; ECS takes 10 at most."));
        AssertViolated(Task(Enumerable.Repeat("{}", 10).Append("\"${CONTAINER}\"")), ("/containerDefinitions", "The task has 11 containers; ECS takes 10 at most."));
    }

    [Fact]
    public void Cannot_count_a_hidden_list()
    {
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
        AssertPassed(Task(Enumerable.Repeat("\"${CONTAINER}\"", 10)));
    }

    private static string Task(IEnumerable<string> containers) => $$"""{ "containerDefinitions": [{{string.Join(", ", containers)}}] }""";
}
