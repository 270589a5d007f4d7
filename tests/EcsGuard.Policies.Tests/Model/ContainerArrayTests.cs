using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests.Model;

public sealed class ContainerArrayTests
{
    private static readonly TaskDefinition Task = TaskDefinition.Read("""[{ "name": "app" }]"""u8, out _);

    [Fact]
    public void The_array_alone_says_nothing_of_the_task_around_it()
    {
        Assert.Equal(
            Enumerable.Repeat(UndeterminedReason.MissingFact, 10),
            [
                Task.TaskRoleArn.Reason, Task.ExecutionRoleArn.Reason, Task.NetworkMode.Reason, Task.Cpu.Reason, Task.Memory.Reason,
                Task.RuntimePlatform.Reason, Task.ProxyConfiguration.Reason, Task.EphemeralStorage.Reason, Task.PidMode.Reason, Task.IpcMode.Reason,
            ]);
        Assert.Equal(
            [
                new("/requiresCompatibilities", UndeterminedReason.MissingFact),
                new("/volumes", UndeterminedReason.MissingFact),
                new HiddenValue("/tags", UndeterminedReason.MissingFact),
                new("/placementConstraints", UndeterminedReason.MissingFact),
                new("/inferenceAccelerators", UndeterminedReason.MissingFact),
            ],
            [.. Task.RequiresCompatibilities.Hidden, .. Task.Volumes.Hidden, .. Task.Tags.Hidden, .. Task.PlacementConstraints.Hidden, .. Task.InferenceAccelerators.Hidden]);
    }

    [Fact]
    public void Its_containers_are_read() =>
        Assert.Equal(["/containerDefinitions/0/name"], Task.ContainerDefinitions.Select(container => container.Name.Path));
}
