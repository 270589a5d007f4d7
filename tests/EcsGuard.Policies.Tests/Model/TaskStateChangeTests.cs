using System.Text;
using System.Text.Json;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests.Model;

public sealed class TaskStateChangeTests
{
    [Fact]
    public void Reads_what_policies_need_and_passes_over_the_rest()
    {
        var task = Read("""
            { "taskArn": "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef", "clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/prod",
              "taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7", "group": "service:web", "launchType": "FARGATE", "capacityProviderName": "FARGATE_SPOT", "enableExecuteCommand": true,
              "lastStatus": "STOPPED", "desiredStatus": "STOPPED", "stopCode": "EssentialContainerExited", "stoppedReason": "Essential container in task exited", "version": 9,
              "createdAt": "2026-10-01T10:00:00.123Z", "startedAt": "2026-10-01T10:01:00Z", "stoppingAt": "2026-10-01T10:02:00.7Z", "stoppedAt": "2026-10-01T12:03:00.71+02:00", "updatedAt": "2026-10-01T10:03:00.719Z",
              "overrides": { "containerOverrides": [{ "name": "app", "environment": [{ "name": "A", "value": "B" }] }] }, "attachments": [{ "details": [] }], "newThing": [1],
              "containers": [{ "name": "app", "image": "nginx:1.29", "lastStatus": "STOPPED", "exitCode": 137, "reason": "OutOfMemoryError: container killed due to memory usage", "memory": "512", "cpu": "0", "networkInterfaces": [] }] }
            """);

        Assert.Equal("arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef", task.TaskArn);
        Assert.Equal("arn:aws:ecs:eu-west-1:111122223333:cluster/prod", task.ClusterArn);
        Assert.Equal("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7", task.TaskDefinitionArn);
        Assert.Equal(("service:web", "FARGATE", "FARGATE_SPOT"), (task.Group, task.LaunchType, task.CapacityProviderName));
        Assert.Equal(("STOPPED", "STOPPED", "EssentialContainerExited", "Essential container in task exited"), (task.LastStatus, task.DesiredStatus, task.StopCode, task.StoppedReason));
        Assert.True(task.EnableExecuteCommand);
        Assert.Equal(9, task.Version);
        Assert.Equal(At("10:00:00.123"), task.CreatedAt);
        Assert.Equal(At("10:01:00"), task.StartedAt);
        Assert.Equal(At("10:02:00.7"), task.StoppingAt);
        Assert.Equal(At("10:03:00.71"), task.StoppedAt);
        Assert.Equal(TimeSpan.Zero, task.StoppedAt!.Value.Offset);
        Assert.Equal(At("10:03:00.719"), task.UpdatedAt);
        Assert.True(task.IsStopped);
        var container = Assert.Single(task.Containers);
        Assert.Equal(("app", "nginx:1.29", "STOPPED", 137, 512), (container.Name, container.Image, container.LastStatus, container.ExitCode, container.Memory));
        Assert.Equal("OutOfMemoryError: container killed due to memory usage", container.StopReason);
        Assert.Equal(("app", "/containers/0"), (container.DisplayName, container.Path));
    }

    [Fact]
    public void Nothing_in_it_is_certain_to_be_there()
    {
        var task = Read("{}");

        Assert.Null(task.TaskArn);
        Assert.Null(task.TaskDefinitionArn);
        Assert.Null(task.Version);
        Assert.Null(task.StartedAt);
        Assert.Null(task.StopCode);
        Assert.False(task.IsStopped);
        Assert.False(task.IsSpotInterruption);
        Assert.False(task.EnableExecuteCommand);
        Assert.Empty(task.Containers);
    }

    [Theory]
    [InlineData("""{ "name": "app" }""", null)]
    [InlineData("""{ "name": "app", "exitCode": null }""", null)]
    [InlineData("""{ "name": "app", "exitCode": "null" }""", null)]
    [InlineData("""{ "name": "app", "exitCode": 0 }""", 0)]
    [InlineData("""{ "name": "app", "exitCode": 143 }""", 143)]
    [InlineData("""{ "name": "app", "exitCode": -1 }""", -1)]
    public void An_absent_exit_code_is_not_zero(string container, int? exitCode) =>
        Assert.Equal(exitCode, Assert.Single(Read($$"""{ "containers": [{{container}}] }""").Containers).ExitCode);

    [Fact]
    public void The_text_null_stands_for_a_missing_value()
    {
        var task = Read("""{ "stopCode": "null", "startedAt": "null", "containers": [{ "name": "null", "image": "null", "cpu": "null", "memory": "null", "reason": "null" }] }""");

        Assert.Null(task.StopCode);
        Assert.Null(task.StartedAt);
        var container = task.Containers[0];
        Assert.Equal((null, null, null, null), (container.Name, container.Image, container.Memory, container.StopReason));
        Assert.Equal("?", container.DisplayName);
    }

    [Theory]
    [InlineData("\"512\"", 512)]
    [InlineData("512", 512)]
    [InlineData("\"-1\"", null)]
    [InlineData("\"512 MB\"", null)]
    [InlineData("{}", null)]
    public void The_memory_of_a_container_is_a_number_of_MiB_or_unknown(string json, int? memory) =>
        Assert.Equal(memory, Read($$"""{ "containers": [{ "memory": {{json}} }] }""").Containers[0].Memory);

    [Theory]
    [InlineData("2026-10-01T14:01:05Z", "14:01:05")]
    [InlineData("2026-10-01T14:01:05.7Z", "14:01:05.7")]
    [InlineData("2026-10-01T14:01:05.71Z", "14:01:05.71")]
    [InlineData("2026-10-01T14:01:05.719Z", "14:01:05.719")]
    [InlineData("2026-10-01T14:01:05", "14:01:05")]
    [InlineData("2026-10-01T16:01:05+02:00", "14:01:05")]
    public void A_time_has_a_fraction_of_any_length(string text, string time) => Assert.Equal(At(time), Read($$"""{ "stoppedAt": "{{text}}" }""").StoppedAt);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"soon\"")]
    [InlineData("1790000000.123")]
    [InlineData("true")]
    [InlineData("{}")]
    public void What_is_no_time_is_none(string json) => Assert.Null(Read($$"""{ "stoppedAt": {{json}} }""").StoppedAt);

    [Fact]
    public void A_task_definition_may_lack_its_revision()
    {
        var task = Read("""{ "taskDefinitionArn": "arn:aws:ecs:us-west-2:111122223333:task-definition/xray" }""");

        Assert.True(TaskDefinitionArn.TryParse(task.TaskDefinitionArn, out var arn));
        Assert.Equal(("xray", null), (arn.Family, arn.Revision));
    }

    [Fact]
    public void An_injected_container_has_no_image()
    {
        var containers = Read("""{ "containers": [{ "name": "app", "image": "nginx" }, { "name": "aws-guardduty-agent-AbC123", "lastStatus": "RUNNING", "cpu": "null" }] }""").Containers;

        Assert.Equal([("app", "nginx"), ("aws-guardduty-agent-AbC123", null)], containers.Select(container => (container.Name, container.Image)));
    }

    [Theory]
    [InlineData("SpotInterruption", true)]
    [InlineData("TerminationNotice", true)]
    [InlineData("EssentialContainerExited", false)]
    [InlineData("spotInterruption", false)]
    public void Both_documented_codes_mean_a_Spot_interruption(string stopCode, bool expected) =>
        Assert.Equal(expected, Read($$"""{ "stopCode": "{{stopCode}}" }""").IsSpotInterruption);

    [Theory]
    [InlineData("false")]
    [InlineData("null")]
    [InlineData("\"true\"")]
    [InlineData("1")]
    public void ECS_Exec_is_on_only_where_the_event_says_so(string json) => Assert.False(Read($$"""{ "enableExecuteCommand": {{json}} }""").EnableExecuteCommand);

    [Theory]
    [InlineData("\"5\"")]
    [InlineData("5.5")]
    [InlineData("{}")]
    public void A_version_that_is_no_integer_is_none(string json) => Assert.Null(Read($$"""{ "version": {{json}} }""").Version);

    [Theory]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"")]
    [InlineData("{}")]
    public void Hidden_containers_are_told_from_none(string json)
    {
        var containers = Read($$"""{ "containers": {{json}} }""").Containers;

        Assert.Empty(containers);
        Assert.True(containers.IsUndetermined);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    public void What_is_no_object_is_refused(string json) =>
        Assert.Equal("The detail of an ECS Task State Change event is a JSON object.", Assert.Throws<FormatException>(() => Read(json)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    public void What_is_no_JSON_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    private static DateTimeOffset At(string time) =>
        DateTimeOffset.Parse($"2026-10-01T{time}Z", System.Globalization.CultureInfo.InvariantCulture);

    private static TaskStateChange Read(string json) => TaskStateChange.Read(Encoding.UTF8.GetBytes(json));
}
