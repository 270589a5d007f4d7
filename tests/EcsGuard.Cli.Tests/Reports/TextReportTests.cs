using EcsGuard.Cli.Reports;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Tests.Reports;

public sealed class TextReportTests
{
    [Fact]
    public void Underlines_the_value_and_tells_fix_and_advice()
    {
        var policy = new TestPolicy((task, verdict) => verdict.Violation(task.Cpu, "Too small.", PatchOperation.Replace("/cpu", "512"), PatchOperation.Add("/memory", "1024")));
        Assert.Equal(
            """
            td.json:3:10  high  test-policy  Too small.
              |
            3 |   "cpu": "256",
              |          ^^^^^
              = fix: set "cpu": "512" in the task definition
              = fix: add "memory": "1024" to the task definition
              = help: Change the test.

            1 finding in 1 definition: 1 high.

            """,
            Report("{\n  \"family\": \"web\",\n  \"cpu\": \"256\",\n  \"containerDefinitions\": []\n}", policy));
    }

    [Fact]
    public void Shows_the_line_after_a_bracket_that_says_nothing_by_itself()
    {
        Assert.Equal(
            """
            td.json:3:5  high  test-policy  Reported.
              |
            3 |     {
              |     ^
            4 |       "name": "api"
              = help: Change the test.

            1 finding in 1 definition: 1 high.

            """,
            Report("{\n  \"containerDefinitions\": [\n    {\n      \"name\": \"api\"\n    }\n  ]\n}", TestPolicy.Reporting("/containerDefinitions/0")));
    }

    [Fact]
    public void Gives_the_advice_of_a_policy_once() =>
        Assert.Single(Report("""{"cpu": 1, "memory": 2, "containerDefinitions": []}""", TestPolicy.Reporting("/cpu", "/memory")).Split('\n'), line => line.Contains("help:", StringComparison.Ordinal));

    [Fact]
    public void Cuts_a_long_line_around_the_value()
    {
        var text = "{" + string.Concat(Enumerable.Range(0, 40).Select(index => $"\"key{index}\": {index}, ")) + "\"cpu\": 256, " + string.Concat(Enumerable.Range(0, 40).Select(index => $"\"end{index}\": {index}, ")) + "\"containerDefinitions\": []}";
        Assert.Equal(
            """
              |
            1 | ...***, "cpu": 256, "end0": ***, "end1": ...
              |                ^^^
            """,
            string.Join('\n', Report(text, TestPolicy.Reporting("/cpu"), width: 48).Split('\n')[1..4]));
    }

    [Theory]
    [InlineData("{\t\"cpu\": 1, \"containerDefinitions\": []}", "1 | {    \"cpu\": 1, \"containerDefinitions\": []}", "  |             ^")]
    [InlineData("{\"family\": \"日本\", \"cpu\": 1, \"containerDefinitions\": []}", "1 | {\"family\": \"日本\", \"cpu\": 1, \"containerDefinitions\": []}", "  |                           ^")]
    [InlineData("{\"family\": \"e\u0301\", \"cpu\": 1, \"containerDefinitions\": []}", "1 | {\"family\": \"e\u0301\", \"cpu\": 1, \"containerDefinitions\": []}", "  |                        ^")]
    [InlineData("{\"family\": \"a\u009bb\", \"cpu\": 1, \"containerDefinitions\": []}", "1 | {\"family\": \"a\\u009bb\", \"cpu\": 1, \"containerDefinitions\": []}", "  |                               ^")]
    public void Puts_the_mark_below_the_value_as_a_terminal_shows_it(string text, string line, string mark) =>
        Assert.Equal([line, mark], Report(text, TestPolicy.Reporting("/cpu")).Split('\n')[2..4]);

    [Fact]
    public void A_name_cannot_command_the_terminal()
    {
        var policy = new TestPolicy((task, verdict) => verdict.Violation("", null, $"Family {task.Family.Raw}."));
        var report = Report("""{"family": "\u001b[2Jx\u202e", "containerDefinitions": []}""", policy);
        Assert.StartsWith("td.json:1:1  high  test-policy  Family \\u001b[2Jx\\u202e.\n", report, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', report);
    }

    [Fact]
    public void Counts_what_could_not_be_judged_in_one_line() =>
        Assert.Equal(
            """
            td.json  undetermined: 2 policies could not judge everything (placeholder, redacted); --verbose lists where

            No findings in 1 definition.

            """,
            Report("""{"containerDefinitions": []}""", Undetermined()));

    [Fact]
    public void Lists_what_could_not_be_judged_when_asked() =>
        Assert.Equal(
            """
            td.json  undetermined: 2 policies could not judge everything:
              first  /cpu  placeholder
              first  (the task definition)  redacted
              second  /memory  placeholder

            No findings in 1 definition.

            """,
            Report("""{"containerDefinitions": []}""", Undetermined(), verbose: true));

    [Fact]
    public void Sums_up_by_severity_highest_first()
    {
        TaskDefinitionPolicy[] policies =
        [
            new TestPolicy(static (_, verdict) => verdict.Violation("", null, "x"), "a", Severity.Info),
            new TestPolicy(static (_, verdict) => verdict.Violation("", null, "x"), "b", Severity.Critical),
            new TestPolicy(static (_, verdict) => verdict.Violation("", null, "x"), "c", Severity.Info),
        ];
        Assert.EndsWith("\n3 findings in 1 definition: 1 critical, 2 info.\n", Report("""{"containerDefinitions": []}""", policies), StringComparison.Ordinal);
    }

    private static TaskDefinitionPolicy[] Undetermined() =>
    [
        new TestPolicy(
            static (_, verdict) =>
            {
                verdict.Undetermined("/cpu", UndeterminedReason.Placeholder);
                verdict.Undetermined("", UndeterminedReason.Redacted);
            },
            "first"),
        new TestPolicy(static (_, verdict) => verdict.Undetermined("/memory", UndeterminedReason.Placeholder), "second"),
    ];

    private static string Report(string text, TaskDefinitionPolicy policy, int width = 100) => Report(text, [policy], width);

    private static string Report(string text, TaskDefinitionPolicy[] policies, int width = 100, bool verbose = false)
    {
        var result = TestScan.Judge(text, policies);
        Assert.Empty(result.Errors);
        using var writer = new StringWriter { NewLine = "\n" };
        new TextReport(writer, new(Colours: false, width), verbose).Write(result);
        return writer.ToString();
    }
}
