using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests.Model;

public sealed class TaskSizeTests
{
    [Theory]
    [InlineData("1024", 1024)]
    [InlineData(" 1024 ", 1024)]
    [InlineData("0", 0)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("1 vCPU", 1024)]
    [InlineData("1vCPU", 1024)]
    [InlineData("1 VCPU", 1024)]
    [InlineData(".5 vcpu", 512)]
    [InlineData(".25 vCPU", 256)]
    [InlineData("0.25 vCPU", 256)]
    [InlineData("16 vCPU", 16384)]
    [InlineData("2097151 vCPU", 2147482624)]
    public void Cpu_is_read_as_units_of_which_1024_are_one_vCPU(string text, int units) =>
        Assert.Equal(new TaskSize(text, units), TaskSize.Cpu(text));

    [Theory]
    [InlineData("2048", 2048)]
    [InlineData("2 GB", 2048)]
    [InlineData("1GB", 1024)]
    [InlineData("1gb", 1024)]
    [InlineData(".5 gb", 512)]
    [InlineData("0.5 GB", 512)]
    [InlineData("30  GB", 30720)]
    [InlineData("244 GB", 249856)]
    public void Memory_is_read_as_MiB_of_which_1024_are_one_GB(string text, int units) =>
        Assert.Equal(new TaskSize(text, units), TaskSize.Memory(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("vCPU")]
    [InlineData(". vCPU")]
    [InlineData("one vCPU")]
    [InlineData("1.5")]
    [InlineData("1,5 vCPU")]
    [InlineData("1e3")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("-1 vCPU")]
    [InlineData("1 vCPUs")]
    [InlineData("1 GB")]
    [InlineData("2147483648")]
    [InlineData("2097152 vCPU")]
    [InlineData("79228162514264337593543950335 vCPU")]
    [InlineData("79228162514264337593543950336 vCPU")]
    public void What_is_no_number_of_CPU_units_has_none(string text) => Assert.Equal(new TaskSize(text, null), TaskSize.Cpu(text));

    [Theory]
    [InlineData("512 MB")]
    [InlineData("512m")]
    [InlineData("1 GiB")]
    [InlineData("1 vCPU")]
    [InlineData("GB")]
    [InlineData("-1 GB")]
    [InlineData("79228162514264337593543950335 GB")]
    public void What_is_no_amount_of_memory_has_none(string text) => Assert.Equal(new TaskSize(text, null), TaskSize.Memory(text));

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
