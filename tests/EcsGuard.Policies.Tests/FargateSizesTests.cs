namespace EcsGuard.Policies.Tests;

public sealed class FargateSizesTests
{
    /// <summary>AWS's table: CPU units and every memory (MiB) they come with.</summary>
    public static TheoryData<int, int[]> Table => new()
    {
        { 256, [512, 1024, 2048] },
        { 512, [1024, 2048, 3072, 4096] },
        { 1024, [2048, 3072, 4096, 5120, 6144, 7168, 8192] },
        { 2048, [4096, 5120, 6144, 7168, 8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360, 16384] },
        { 4096, [8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360, 16384, 17408, 18432, 19456, 20480, 21504, 22528, 23552, 24576, 25600, 26624, 27648, 28672, 29696, 30720] },
        { 8192, [16384, 20480, 24576, 28672, 32768, 36864, 40960, 45056, 49152, 53248, 57344, 61440] },
        { 16384, [32768, 40960, 49152, 57344, 65536, 73728, 81920, 90112, 98304, 106496, 114688, 122880] },
        { 32768, [61440, 122880, 249856] },
    };

    [Theory, MemberData(nameof(Table))]
    public void Each_cpu_has_exactly_these_memories(int cpu, int[] memories) =>
        Assert.Equal(memories, Enumerable.Range(1, 250_000).Where(memory => FargateSizes.Exists(cpu, memory)));

    [Fact]
    public void There_are_eight_cpu_values() =>
        Assert.Equal([256, 512, 1024, 2048, 4096, 8192, 16384, 32768], Enumerable.Range(0, 40_000).Where(cpu => FargateSizes.Exists(cpu, null)));

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, 512, true)]
    [InlineData(null, 700, false)]
    [InlineData(300, null, false)]
    public void A_value_that_is_not_known_stands_for_any(int? cpu, int? memory, bool exists) =>
        Assert.Equal(exists, FargateSizes.Exists(cpu, memory));

    [Fact]
    public void Windows_has_one_two_and_four_vcpu() =>
        Assert.Equal([1024, 2048, 4096], Enumerable.Range(0, 40_000).Where(FargateSizes.IsForWindows));

    [Fact]
    public void The_nearest_size_of_each_row_holds_both_values() =>
        Assert.Equal([(512, 3072), (1024, 3072), (2048, 4096), (4096, 8192), (8192, 16384), (16384, 32768), (32768, 61440)], FargateSizes.HoldingBoth(300, 2049, windows: false));

    [Fact]
    public void Windows_sizes_are_those_of_windows() =>
        Assert.Equal([(1024, 2048), (2048, 4096), (4096, 8192)], FargateSizes.HoldingBoth(256, 512, windows: true));

    [Fact]
    public void Nothing_holds_more_than_the_largest()
    {
        Assert.Equal([(32768, 249856)], FargateSizes.HoldingBoth(32768, 249856, windows: false));
        Assert.Empty(FargateSizes.HoldingBoth(32769, 512, windows: false));
        Assert.Empty(FargateSizes.HoldingBoth(256, 249857, windows: false));
        Assert.Equal((32768, 249856), FargateSizes.Largest(windows: false));
        Assert.Equal((4096, 30720), FargateSizes.Largest(windows: true));
    }
}
