using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class X86OnlyTests : PolicyTests<X86Only>
{
    private const string Message = "The task runs on x86: the same size with cpuArchitecture ARM64 costs about a fifth less.";

    private static string Fargate(string platform) => $$"""{ "requiresCompatibilities": ["FARGATE"], "runtimePlatform": {{platform}}, "containerDefinitions": [] }""";

    [Theory]
    [InlineData("""{ "cpuArchitecture": "ARM64" }""")]
    [InlineData("""{ "cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX" }""")]
    public void Accepts_arm(string platform) => AssertPassed(Fargate(platform));

    [Theory]
    [InlineData("""{ "cpuArchitecture": "X86_64" }""", "/runtimePlatform/cpuArchitecture")]
    [InlineData("""{ "operatingSystemFamily": "LINUX" }""", "/runtimePlatform")]
    [InlineData("null", "")]
    public void Reports_anything_else(string platform, string path) => AssertViolated(Fargate(platform), (path, Message));

    [Theory]
    [InlineData("""{ "requiresCompatibilities": ["EC2"], "containerDefinitions": [] }""")]
    [InlineData("""{ "requiresCompatibilities": ["FARGATE"], "runtimePlatform": { "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }, "containerDefinitions": [] }""")]
    public void Instances_and_windows_are_left_alone(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "cpuArchitecture": "${ARCHITECTURE}" }""", "/runtimePlatform/cpuArchitecture", UndeterminedReason.Placeholder)]
    [InlineData(""" "HIDDEN_DUE_TO_SECURITY_REASONS" """, "/runtimePlatform", UndeterminedReason.Redacted)]
    [InlineData("""{ "operatingSystemFamily": "${OS}" }""", "/runtimePlatform/operatingSystemFamily", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_value_is_hidden(string platform, string path, UndeterminedReason reason) => AssertUndetermined(Fargate(platform), (path, reason));
}
