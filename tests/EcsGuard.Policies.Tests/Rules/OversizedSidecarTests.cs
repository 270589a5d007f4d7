using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class OversizedSidecarTests : PolicyTests<OversizedSidecar>
{
    private static string Task(string sizes, string sidecars) =>
        $$"""{ {{sizes}}, "containerDefinitions": [{ "name": "app", "image": "nginx", "cpu": 1000, "memory": 1000 }, {{sidecars}}] }""";

    [Theory]
    [InlineData(""" "memory": "512" """, """{ "image": "xray-daemon", "memoryReservation": 256 }""")]
    [InlineData(""" "memory": "512", "cpu": "256" """, """{ "image": "xray-daemon", "memory": 512, "memoryReservation": 128, "cpu": 64 }, { "image": "fluent-bit", "memory": 128, "cpu": 64 }""")]
    [InlineData(""" "cpu": "1 vCPU" """, """{ "image": "xray-daemon", "memory": 100000, "cpu": 512 }""")]
    [InlineData(""" "cpu": "256", "memory": "512" """, """{ "image": "xray-daemon" }""")]
    public void Accepts_sidecars_up_to_half_of_the_task(string sizes, string sidecars) => AssertPassed(Task(sizes, sidecars));

    [Fact]
    public void Reports_memory_and_cpu() =>
        AssertViolated(
            Task(""" "memory": "512", "cpu": "256" """, """{ "name": "xray", "image": "xray-daemon", "memory": 300, "memoryReservation": 200, "cpu": 100 }, { "name": "log", "image": "fluent-bit", "memory": 57, "cpu": 29 }"""),
            ("/memory", "The sidecars take 257 of the task's 512 MiB (xray 200, log 57); at most 256 are accepted."),
            ("/cpu", "The sidecars take 129 of the task's 256 CPU units (xray 100, log 29); at most 128 are accepted."));

    [Theory]
    [InlineData("\"memory\": \"512\", \"cpu\": \"${CPU}\"")]
    [InlineData("\"memory\": \"512\"")]
    public void One_of_them_is_enough(string sizes) =>
        Assert.Equal(
            ["The sidecars take 257 of the task's 512 MiB (xray 257); at most 256 are accepted."],
            Judge(Task(sizes, """{ "name": "xray", "image": "xray-daemon", "memory": 257 }, "${OTHER}" """)).Violations.Select(violation => violation.Message));

    [Theory]
    [InlineData("""{ "image": "xray-daemon", "memory": 257, "cpu": 64 }, "${OTHER}" """)]
    [InlineData("""{ "image": "xray-daemon", "memory": 64, "cpu": 129 }, "${OTHER}" """)]
    public void A_hidden_container_does_not_matter_then(string sidecars) => AssertNothingHidden(Task(""" "memory": "512", "cpu": "256" """, sidecars));

    [Fact]
    public void The_policy_file_sets_another_share()
    {
        Context = Context.With("oversized-sidecar", (PolicyOption<double>)new OversizedSidecar().Metadata.Options[0], 0.1);
        AssertPassed(Task(""" "memory": "512" """, """{ "name": "xray", "image": "xray-daemon", "memory": 51 }"""));
        AssertViolated(
            Task(""" "memory": "512" """, """{ "name": "xray", "image": "xray-daemon", "memory": 52 }"""),
            ("/memory", "The sidecars take 52 of the task's 512 MiB (xray 52); at most 51 are accepted."));
    }

    [Theory]
    [InlineData("""{ "memory": "512", "containerDefinitions": [{ "name": "app", "image": "nginx", "memory": 512 }] }""")]
    [InlineData("""{ "memory": "512", "containerDefinitions": [{ "name": "xray", "image": "xray-daemon", "memory": 512 }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "app", "image": "nginx" }, { "name": "xray", "image": "xray-daemon", "memory": 512 }] }""")]
    public void A_task_without_sidecar_application_or_size_is_left_alone(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData(""" "memory": "512" """, """{ "image": "xray-daemon", "memory": "64" }""", "/containerDefinitions/1/memory", UndeterminedReason.WrongType)]
    [InlineData(""" "cpu": "512" """, """{ "image": "xray-daemon", "cpu": "64" }""", "/containerDefinitions/1/cpu", UndeterminedReason.WrongType)]
    [InlineData(""" "memory": "${MEMORY}" """, """{ "image": "xray-daemon", "memory": 64 }""", "/memory", UndeterminedReason.Placeholder)]
    [InlineData(""" "memory": "512" """, """{ "image": "xray-daemon", "memory": 64 }, "${OTHER}" """, "/containerDefinitions/2", UndeterminedReason.Placeholder)]
    public void Cannot_tell_while_a_value_is_hidden(string sizes, string sidecars, string path, UndeterminedReason reason) => AssertUndetermined(Task(sizes, sidecars), (path, reason));

    [Fact]
    public void Cannot_tell_while_the_containers_are_hidden() =>
        AssertUndetermined("""{ "memory": "512", "containerDefinitions": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", ("/containerDefinitions", UndeterminedReason.Redacted));
}
