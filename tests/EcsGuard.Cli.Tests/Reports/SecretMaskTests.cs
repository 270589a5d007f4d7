using System.Text;
using System.Text.Json.Nodes;
using EcsGuard.Cli.Reports;
using EcsGuard.Cli.Scanning;

namespace EcsGuard.Cli.Tests.Reports;

/// <summary>Quoted lines never show a value that could be a secret, whatever stands on the line.</summary>
public sealed class SecretMaskTests
{
    private const string Canary = "c4n4ry";

    [Theory]
    [InlineData("""{"containerDefinitions":[{"environment":[{"name":"DB","value":"c4n4ry"}]}]}""", """{"containerDefinitions":[{"environment":[{"name":"DB","value":"***"}]}]}""")]
    [InlineData("""{"containerDefinitions":[{"environment":[{"value":"c4n4ry","name":"DB"}],"name":"a"}]}""", """{"containerDefinitions":[{"environment":[{"value":"***","name":"DB"}],"name":"a"}]}""")]
    [InlineData("""{"containerDefinitions":[{"environment":[{"name":"PIN","value":4711}],"cpu":1}]}""", """{"containerDefinitions":[{"environment":[{"name":"PIN","value":***}],"cpu":1}]}""")]
    [InlineData("""{"containerDefinitions":[{"environment":{"DB":"c4n4ry"}}]}""", """{"containerDefinitions":[{"environment":{"DB":"***"}}]}""")]
    [InlineData("""{"containerDefinitions":[{"environment":"c4n4ry"}]}""", """{"containerDefinitions":[{"environment":"***"}]}""")]
    [InlineData("""{"containerDefinitions":[{"environment":["c4n4ry"]}]}""", """{"containerDefinitions":[{"environment":["***"]}]}""")]
    [InlineData("""{"containerDefinitions":[{"enviroment":[{"name":"c4n4ry","value":"c4n4ry"}]}]}""", """{"containerDefinitions":[{"enviroment":[{"name":"***","value":"***"}]}]}""")]
    [InlineData("""{"containerDefinitions":[{"envir\u006fnment":[{"name":"DB","value":"c4n4ry"}]}]}""", """{"containerDefinitions":[{"envir\u006fnment":[{"name":"***","value":"***"}]}]}""")]
    [InlineData("""{"containerDefinitions":[{"command":["psql","c4n4ry"],"entryPoint":["c4n4ry"]}]}""", """{"containerDefinitions":[{"command":["***","***"],"entryPoint":["***"]}]}""")]
    [InlineData("""{"containerDefinitions":[{"healthCheck":{"command":["c4n4ry"],"interval":5}}]}""", """{"containerDefinitions":[{"healthCheck":{"command":["***"],"interval":5}}]}""")]
    [InlineData("""{"logConfiguration":{"logDriver":"splunk","options":{"mode":"blocking","splunk-token":"c4n4ry"}}}""", """{"logConfiguration":{"logDriver":"splunk","options":{"mode":"blocking","splunk-token":"***"}}}""")]
    [InlineData("""{"logConfiguration":{"secretOptions":[{"name":"t","valueFrom":"c4n4ry"}]}}""", """{"logConfiguration":{"secretOptions":[{"name":"***","valueFrom":"***"}]}}""")]
    [InlineData("""{"secrets":[{"name":"t","valueFrom":"c4n4ry"}],"dockerLabels":{"auth":"c4n4ry"}}""", """{"secrets":[{"name":"***","valueFrom":"***"}],"dockerLabels":{"auth":"***"}}""")]
    [InlineData("""{"volumes":[{"name":"v","dockerVolumeConfiguration":{"driver":"local","driverOpts":{"o":"password=c4n4ry"}}}]}""", """{"volumes":[{"name":"v","dockerVolumeConfiguration":{"driver":"local","driverOpts":{"o":"***"}}}]}""")]
    [InlineData("""{"tags":[{"key":"a","value":"c4n4ry"}],"proxyConfiguration":{"properties":[{"name":"x","value":"c4n4ry"}]}}""", """{"tags":[{"key":"***","value":"***"}],"proxyConfiguration":{"properties":[{"name":"***","value":"***"}]}}""")]
    [InlineData("""{"password":"c4n4ry","family":"web","x":null,"y":true}""", """{"password":"***","family":"web","x":null,"y":***}""")]
    public void Masks_what_may_be_secret_and_shows_what_cannot(string text, string expected)
    {
        var source = new SourceText("td.json", Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected, QuotedLine.Of(source, source.Line(1)!.Value, default, SecretMask.Find(source.Utf8), width: 1000).Text);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(5000)]
    public void No_window_into_a_line_shows_one_wherever_the_finding_is(int width)
    {
        const string Text = """
            {"family":"web","containerDefinitions":[{"name":"api","environment":[{"name":"A","value":"c4n4ry"},{"name":"B","value":"c4n4ry c4n4ry"}],"command":["c4n4ry"],"logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"c4n4ry","splunk-url":"https://c4n4ry@x"}},"essential":false}]}
            """;
        var source = new SourceText("td.json", Encoding.UTF8.GetBytes(Text));
        for (var at = 0; at < Text.Length; at++)
        {
            var quoted = QuotedLine.Of(source, source.Line(1)!.Value, new(at, 5), SecretMask.Find(source.Utf8), width);
            Assert.DoesNotContain(Canary, quoted.Text, StringComparison.Ordinal);
            Assert.True(quoted.Text.Length <= Math.Max(width, Text.Length - Canary.Length));
        }
    }

    /// <summary>Through the whole command, with every policy: neither report shows what the environment or a log driver's credentials hold.</summary>
    [Theory]
    [InlineData("text", true)]
    [InlineData("text", false)]
    [InlineData("json", true)]
    public async Task No_report_of_any_policy_shows_an_environment_value_or_a_log_credential(string format, bool minified)
    {
        var secrets = (string[])["AKIAIOSFODNN7C4N4RYX", "ghp_c4n4ryc4n4ryc4n4ryc4n4ryc4n4ryc4n4", "postgres://root:c4n4ry-Pa55@db/x", "c4n4ry-Zx81Qq7vT2mN0pL4"];
        var environment = new JsonArray([.. secrets.Select((secret, index) => new JsonObject { ["name"] = $"API_SECRET_{index}", ["value"] = secret })]);
        var definition = new JsonObject
        {
            ["family"] = "web",
            ["enviroment"] = environment.DeepClone(),
            ["containerDefinitions"] = new JsonArray(new JsonObject
            {
                ["name"] = "api",
                ["image"] = "nginx",
                ["memory"] = "512",
                ["essential"] = false,
                ["privileged"] = true,
                ["environment"] = environment,
                ["logConfiguration"] = new JsonObject
                {
                    ["logDriver"] = "splunk",
                    ["options"] = new JsonObject { ["splunk-token"] = secrets[3], ["splunk-url"] = $"https://x:{secrets[3]}@splunk.example.com", ["mode"] = "blocking" },
                },
            }),
        };
        using var host = new TestHost { Input = Encoding.UTF8.GetBytes(definition.ToJsonString(new() { WriteIndented = !minified, TypeInfoResolver = System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine() })) };
        Assert.Equal(ExitCode.Findings, await host.RunAsync("scan", "-", "--set", "strict", "--verbose", "--format", format));
        Assert.Contains("no-essential-container", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("c4n4ry", host.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", host.Errors);
    }
}
