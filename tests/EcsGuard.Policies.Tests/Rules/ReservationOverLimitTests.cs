using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ReservationOverLimitTests : PolicyTests<ReservationOverLimit>
{
    [Theory]
    [InlineData("""{ "name": "a", "memory": 512, "memoryReservation": 512 }""")]
    [InlineData("""{ "name": "a", "memory": 512, "memoryReservation": 511 }""")]
    public void Accepts_a_reservation_up_to_the_limit(string container) => AssertPassed($$"""{ "containerDefinitions": [{{container}}] }""");

    [Fact]
    public void Reports_each_reservation_above_it() =>
        AssertViolated(
            """{ "containerDefinitions": [{ "name": "a", "memory": 512, "memoryReservation": 513 }, { "name": "b", "memoryReservation": 1024 }, { "name": "c", "memory": 0, "memoryReservation": 1 }] }""",
            ("/containerDefinitions/0/memoryReservation", "Container 'a' reserves 513 MiB (memoryReservation) but may take only 512 MiB (memory)."),
            ("/containerDefinitions/2/memoryReservation", "Container 'c' reserves 1 MiB (memoryReservation) but may take only 0 MiB (memory)."));

    [Theory]
    [InlineData("""{ "name": "a", "memory": 512 }""")]
    [InlineData("""{ "name": "a", "memoryReservation": 512, "memory": null }""")]
    [InlineData("")]
    public void A_container_with_one_of_the_two_is_left_alone(string container) => AssertNotApplicable($$"""{ "containerDefinitions": [{{container}}] }""");

    [Fact]
    public void Cannot_tell_while_a_value_is_hidden() =>
        AssertUndetermined(
            """{ "containerDefinitions": [{ "memory": "${LIMIT}", "memoryReservation": "${RESERVED}" }] }""",
            ("/containerDefinitions/0/memory", UndeterminedReason.Placeholder),
            ("/containerDefinitions/0/memoryReservation", UndeterminedReason.Placeholder));

    [Theory]
    [InlineData("""{ "memory": "${LIMIT}", "memoryReservation": 512 }""", "memory")]
    [InlineData("""{ "memory": 512, "memoryReservation": "${RESERVED}" }""", "memoryReservation")]
    public void Cannot_tell_while_one_of_the_two_is_hidden(string container, string member) =>
        AssertUndetermined($$"""{ "containerDefinitions": [{{container}}] }""", ($"/containerDefinitions/0/{member}", UndeterminedReason.Placeholder));
}
