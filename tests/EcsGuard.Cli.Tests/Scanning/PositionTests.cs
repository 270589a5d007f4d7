using EcsGuard.Cli.Scanning;

namespace EcsGuard.Cli.Tests.Scanning;

/// <summary>Line and column of findings: what editors jump to.</summary>
public sealed class PositionTests
{
    [Theory]
    [InlineData("{\"containerDefinitions\": []}", "/containerDefinitions", "1:26")]
    [InlineData("{\n  \"cpu\": \"256\",\n  \"containerDefinitions\": []\n}", "/cpu", "2:10")]
    [InlineData("{\r\n  \"cpu\": 256,\r\n  \"containerDefinitions\": []\r\n}\r\n", "/containerDefinitions", "3:27")]
    [InlineData("{\n\t\"containerDefinitions\":\t[]\n}", "/containerDefinitions", "2:26")]
    [InlineData("{\n\"containerDefinitions\":\n   []\n}", "/containerDefinitions", "3:4")]
    [InlineData("\n\n  {\"containerDefinitions\": []}", "", "3:3")]
    public void Is_that_of_the_value_counted_from_1(string text, string path, string expected) =>
        Assert.Equal([expected], PositionsOf(text, path));

    [Theory]
    [InlineData("{\"family\": \"größe\", \"cpu\": 1, \"containerDefinitions\": []}", "1:28")]
    [InlineData("{\"family\": \"日本\", \"cpu\": 1, \"containerDefinitions\": []}", "1:25")]
    [InlineData("{\"family\": \"🐳\", \"cpu\": 1, \"containerDefinitions\": []}", "1:24")]
    [InlineData("\uFEFF{\"cpu\": 1, \"containerDefinitions\": []}", "1:9")]
    [InlineData("\uFEFF\n{\"cpu\": 1, \"containerDefinitions\": []}", "2:9")]
    public void Counts_characters_not_bytes(string text, string expected) =>
        Assert.Equal([expected], PositionsOf(text, "/cpu"));

    [Theory]
    [InlineData("/containerDefinitions/0", "1:27")]
    [InlineData("/containerDefinitions/1", "1:42")]
    [InlineData("/containerDefinitions/1/environment", "1:58")]
    [InlineData("/containerDefinitions/1/environment/0/value", "1:69")]
    public void Follows_objects_and_arrays(string path, string expected) =>
        Assert.Equal([expected], PositionsOf("""{"containerDefinitions": [{"name": "a"}, {"environment": [{"value": "x"}]}]}""", path));

    [Theory]
    [InlineData("/memory", "1:1")]
    [InlineData("/containerDefinitions/0/logConfiguration/options/mode", "1:27")]
    [InlineData("/containerDefinitions/7", "1:26")]
    [InlineData("/containerDefinitions/x", "1:26")]
    [InlineData("/cpu/x", "1:50")]
    public void Of_an_absent_value_is_that_of_the_object_around_it(string path, string expected) =>
        Assert.Equal([expected], PositionsOf("""{"containerDefinitions": [{"name": "a"}], "cpu": "1"}""", path));

    [Theory]
    [InlineData("""{"cpu": 1, "containerDefinitions": [], "cpu": 2}""", "/cpu", "1:47")]
    [InlineData("""{"cpu": 1, "containerDefinitions": [], "cpu": null}""", "/cpu", "1:9")]
    [InlineData("""{"cpu": null, "containerDefinitions": []}""", "/cpu", "1:9")]
    [InlineData("""{"containerDefinitions": [{"cpu": 1}], "containerDefinitions": [{"name": "a"}]}""", "/containerDefinitions/0/cpu", "1:65")]
    public void Of_equal_keys_is_that_of_the_one_that_counts(string text, string path, string expected) =>
        Assert.Equal([expected], PositionsOf(text, path));

    [Theory]
    [InlineData("""{"containerDefinitions": [{"dockerLabels": {"a/b": "1", "c~d": "2"}}]}""", "/containerDefinitions/0/dockerLabels/a~1b", "1:52")]
    [InlineData("""{"containerDefinitions": [{"dockerLabels": {"a/b": "1", "c~d": "2"}}]}""", "/containerDefinitions/0/dockerLabels/c~0d", "1:64")]
    [InlineData("""{"containerDefinitions": [], "\u0063pu": 5}""", "/cpu", "1:42")]
    public void Understands_escapes_in_paths_and_in_names(string text, string path, string expected) =>
        Assert.Equal([expected], PositionsOf(text, path));

    [Fact]
    public void In_the_output_of_describe_looks_inside_the_wrapper_and_for_tags_beside_it()
    {
        const string Text = """{"taskDefinition": {"containerDefinitions": [], "cpu": "1"}, "tags": [{"key": "team"}]}""";
        Assert.Equal(["1:20", "1:45", "1:71"], PositionsOf(Text, "", "/containerDefinitions", "/tags/0"));
    }

    [Fact]
    public void In_an_array_of_containers_drops_the_member_that_holds_them()
    {
        const string Text = """[{"name": "a"}, {"name": "b"}]""";
        Assert.Equal(["1:1", "1:1", "1:17", "1:26"], PositionsOf(Text, "", "/containerDefinitions", "/containerDefinitions/1", "/containerDefinitions/1/name"));
    }

    [Fact]
    public void In_an_array_of_definitions_is_that_in_the_file()
    {
        const string Text = """
            [
              { "family": "a", "containerDefinitions": [] },
              { "taskDefinition": { "family": "b", "containerDefinitions": [] } }
            ]
            """;
        var result = Judge(Text, "/family");
        Assert.Equal(["[0] a 2:15", "[1] b 3:35"], result.Definitions.Select(definition => $"{definition.Address} {definition.Family} {definition.Findings.Single().Position}"));
    }

    private static string[] PositionsOf(string text, params string[] paths) =>
        [.. Judge(text, paths).Definitions.Single().Findings.Select(finding => finding.Position.ToString())];

    private static ScanResult Judge(string text, params string[] paths) =>
        TestScan.Judge(text, TestPolicy.Reporting(paths));
}
