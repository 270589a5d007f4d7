using System.Text.Json;
using EcsGuard.Policies;
using EcsGuard.Policies.Documentation;

namespace EcsGuard.Cli.Tests.Commands;

public sealed class PoliciesCommandTests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("policies")]
    [InlineData("policies list")]
    public async Task Lists_every_policy_on_a_line_of_its_own(string arguments)
    {
        Assert.Equal(ExitCode.Clean, await _host.RunAsync(arguments.Split(' ')));
        var lines = _host.Output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        foreach (var metadata in PolicyCatalog.All.Select(policy => policy.Metadata))
        {
            var row = Assert.Single(lines, words => words.Length > 0 && words[0] == metadata.Id);
            Assert.Equal($"{metadata.Severity.ToText()} {metadata.Kind.ToText()} {metadata.Set.ToText()} {metadata.Title}", string.Join(' ', row[1..]));
        }

        Assert.EndsWith($"\n{PolicyCatalog.All.Length} policies. `ecsguard policies explain ID` says more about one.\n", _host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_every_policy_as_json()
    {
        Assert.Equal(ExitCode.Clean, await _host.RunAsync("policies", "list", "--format", "json"));
        using var list = JsonDocument.Parse(_host.Output);
        Assert.Equal(1, list.RootElement.GetProperty("schemaVersion").GetInt32());
        var rows = list.RootElement.GetProperty("policies").EnumerateArray().ToArray();
        Assert.Equal(PolicyCatalog.All.Select(policy => policy.Metadata.Id), rows.Select(row => row.GetProperty("id").GetString()));
        Assert.Equal(
            """
            {
                  "id": "no-essential-container",
                  "title": "No container of the task is essential",
                  "category": "sidecars",
                  "kind": "preflight",
                  "set": "recommended",
                  "severity": "high",
                  "stage": "stable",
                  "since": "0.1.0",
                  "aliases": [],
                  "controls": [],
                  "documentation": "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"
                }
            """,
            rows.Single(row => row.GetProperty("id").GetString() == "no-essential-container").GetRawText());
    }

    [Fact]
    public async Task Explains_every_policy_by_its_page_when_redirected()
    {
        foreach (var policy in PolicyCatalog.All)
        {
            using var host = new TestHost();
            Assert.Equal(ExitCode.Clean, await host.RunAsync("policies", "explain", policy.Metadata.Id));
            Assert.Equal(PolicyPage.Render(policy).Split('\n', 2)[1], host.Output);
        }
    }

    [Fact]
    public async Task Nothing_of_the_page_is_missing_on_a_terminal()
    {
        foreach (var metadata in PolicyCatalog.All.Select(policy => policy.Metadata))
        {
            using var host = new TestHost { Terminal = true };
            Assert.Equal(ExitCode.Clean, await host.RunAsync("policies", "explain", metadata.Id, "--no-color"));
            var shown = Words(host.Output);
            string[] parts =
            [
                $"{metadata.Id} {Plain(metadata.Title)}. {metadata.Severity.ToText()} · {metadata.Kind.ToText()} · {metadata.Set.ToText()} · {metadata.Category} · {metadata.Stage.ToString().ToLowerInvariant()} · since {metadata.Since}",
                $"What it reports {Plain(metadata.What)} Why {Plain(metadata.Why)} What happens otherwise {Plain(metadata.Incident)} Fix {Plain(metadata.Fix)} Reported",
                $"{metadata.Bad} Accepted {(metadata.GoodContext == metadata.ExampleContext ? "" : $"This example is judged with {string.Join(' ', Facts(metadata.GoodContext))}")} {metadata.Good}",
                .. Facts(metadata.ExampleContext),
                .. metadata.Options.Select(option => $"{option.Key} (default {option.DefaultText}): {Plain(option.Description)}"),
                $"See also - {metadata.Documentation} {string.Join(' ', metadata.Controls.Select(control => $"- {control}"))}",
            ];
            Assert.All(parts, part => Assert.Contains(Words(part), shown, StringComparison.Ordinal));
        }

        static IEnumerable<string> Facts(PolicyContext context) => context.Describe().Select(fact => $"- {Plain(fact.Name)}: {fact.Value}");

        static string Plain(string markdown) => markdown.Replace("`", "", StringComparison.Ordinal);

        static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Explains_every_policy_on_a_terminal_without_leaving_markup_behind()
    {
        foreach (var policy in PolicyCatalog.All)
        {
            using var host = new TestHost { Terminal = true };
            Assert.Equal(ExitCode.Clean, await host.RunAsync("policies", "explain", policy.Metadata.Id));
            Assert.StartsWith($"\e[1m{policy.Metadata.Id}\e[0m\n", host.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("```", host.Output, StringComparison.Ordinal);
            Assert.Contains($"\n\e[1m{policy.Metadata.Severity.ToText()}\e[0m · ", host.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("## ", host.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sets_the_page_to_the_width_of_the_terminal()
    {
        using var host = new TestHost { Terminal = true, Columns = 60 };
        await host.RunAsync("policies", "explain", "no-essential-container");
        Assert.Contains(
            """

            Every container has \e[36messential: false\e[0m. A container that
            leaves \e[36messential\e[0m out is essential.

            """.Replace("\\e", "\e", StringComparison.Ordinal),
            host.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_without_colours_gets_none()
    {
        using var host = new TestHost { Terminal = true };
        await host.RunAsync("policies", "explain", "no-essential-container", "--no-color");
        Assert.StartsWith("no-essential-container\n\nNo container of the task is essential.\n", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_does_not_exist_is_an_error_that_suggests_the_nearest()
    {
        Assert.Equal(ExitCode.Unusable, await _host.RunAsync("policies", "explain", "no-essential-containr"));
        Assert.Equal("error: policies explain: there is no policy 'no-essential-containr'. Did you mean 'no-essential-container'? `ecsguard policies list` shows all.\n", _host.Errors);
    }

    [Fact]
    public async Task A_format_that_does_not_exist_is_an_error()
    {
        Assert.Equal(ExitCode.Unusable, await _host.RunAsync("policies", "list", "--format", "xml"));
        Assert.Equal("error: --format: 'xml' is none of text, json.\n", _host.Errors);
    }
}
