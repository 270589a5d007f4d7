using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests.Model;

public sealed class TaskSizeTests
{
    [Theory]
    [InlineData("1024", 1024)]
    [InlineData(" 1024 ", 1024)]
    [InlineData("1 vCPU", 1024)]
    [InlineData("2vcpu", 2048)]
    [InlineData(".25 vcpu", 256)]
    [InlineData("0.5 vCPU", 512)]
    [InlineData("one", null)]
    [InlineData("1 CPU", null)]
    [InlineData("-1", null)]
    [InlineData("", null)]
    [InlineData("vCPU", null)]
    public void Cpu_is_read_in_every_notation_that_ecs_accepts(string text, int? units) =>
        Assert.Equal(new TaskSize(text, units), TaskSize.Cpu(text));

    [Theory]
    [InlineData("3072", 3072)]
    [InlineData("3 GB", 3072)]
    [InlineData("3GB", 3072)]
    [InlineData(".5 gb", 512)]
    [InlineData("512 MB", null)]
    [InlineData("1 vCPU", null)]
    public void Memory_is_read_in_every_notation_that_ecs_accepts(string text, int? mebibytes) =>
        Assert.Equal(new TaskSize(text, mebibytes), TaskSize.Memory(text));

    [Theory]
    [InlineData("79228162514264337593543950335 GB")]
    [InlineData("2097152 GB")]
    [InlineData("99999999999999999999")]
    public void A_number_beyond_all_sizes_is_none(string text) =>
        Assert.Null(TaskSize.Memory(text).Units);

    [Theory]
    [InlineData("", true)]
    [InlineData("lots", true)]
    [InlineData("TASK_CPU", true)]
    [InlineData("TASK_CPU_1", true)]
    [InlineData("$cpu1", true)]
    [InlineData("512 MB", false)]
    [InlineData("1024", false)]
    public void A_text_that_no_size_looks_like_is_a_stand_in(string text, bool standIn) =>
        Assert.Equal(standIn, TaskSize.Cpu(text).IsStandIn);
}
