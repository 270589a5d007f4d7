using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class GpuOnFargateTests : PolicyTests<GpuOnFargate>
{
    private static string Fargate(string requirements) => $$"""{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "app", "resourceRequirements": {{requirements}} }] }""";

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""[{ "type": "InferenceAccelerator", "value": "a" }]""")]
    public void Accepts_a_task_without_gpu(string requirements) => AssertPassed(Fargate(requirements));

    [Fact]
    public void Reports_each_gpu() =>
        AssertViolated(
            """{ "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{ "name": "a", "resourceRequirements": [{ "type": "X" }, { "type": "GPU", "value": "1" }] }, { "name": "b", "resourceRequirements": [{ "type": "GPU" }] }] }""",
            ("/containerDefinitions/0/resourceRequirements/1/type", "Container 'a' asks for a GPU; Fargate has none."),
            ("/containerDefinitions/1/resourceRequirements/0/type", "Container 'b' asks for a GPU; Fargate has none."));

    [Fact]
    public void Instances_have_gpus() => AssertNotApplicable("""{ "containerDefinitions": [{ "resourceRequirements": [{ "type": "GPU", "value": "1" }] }] }""");

    [Theory]
    [InlineData("""[{ "type": "${TYPE}" }]""", "/containerDefinitions/0/resourceRequirements/0/type", UndeterminedReason.Placeholder)]
    [InlineData(""" "HIDDEN_DUE_TO_SECURITY_REASONS" """, "/containerDefinitions/0/resourceRequirements", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_a_value_is_hidden(string requirements, string path, UndeterminedReason reason) => AssertUndetermined(Fargate(requirements), (path, reason));
}
