using System.Text;
using EcsGuard.Cli.Scanning;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Tests.Scanning;

public sealed class DefinitionJudgeTests
{
    [Fact]
    public void Orders_findings_by_place_then_severity_then_policy()
    {
        TaskDefinitionPolicy[] policies =
        [
            new TestPolicy(Report("/cpu"), "b-low", Severity.Low),
            new TestPolicy(Report("/cpu"), "c-critical", Severity.Critical),
            new TestPolicy(Report("/cpu"), "a-low", Severity.Low),
            new TestPolicy(Report("/memory"), "d-critical", Severity.Critical),
        ];
        var result = TestScan.Judge("""{"cpu": 1, "memory": 2, "containerDefinitions": []}""", [.. policies]);
        Assert.Equal(["c-critical", "a-low", "b-low", "d-critical"], result.Definitions.Single().Findings.Select(finding => finding.Policy.Metadata.Id));
    }

    [Fact]
    public void Counts_how_the_policies_ended()
    {
        TaskDefinitionPolicy[] policies =
        [
            new TestPolicy(static (_, _) => { }),
            new TestPolicy(Report("", "/cpu")),
            new TestPolicy(static (_, verdict) => verdict.NotApplicable()),
            new TestPolicy(static (_, verdict) => verdict.NotApplicable()),
            new TestPolicy(static (_, verdict) => verdict.Undetermined("/cpu", UndeterminedReason.Placeholder)),
            new TestPolicy(static (_, _) => throw new InvalidOperationException("hunter2")),
        ];
        var definition = TestScan.Judge("""{"containerDefinitions": []}""", [.. policies]).Definitions.Single();
        Assert.Equal(new OutcomeCounts(Passed: 1, Violated: 1, NotApplicable: 2, Undetermined: 1, Failed: 1, Exempted: 0), definition.Outcomes);
        Assert.Equal(2, definition.Findings.Length);
    }

    [Fact]
    public void A_policy_that_breaks_leaves_the_scan_incomplete_and_is_named_without_its_message()
    {
        var broken = new TestPolicy(static (_, _) => throw new InvalidOperationException("hunter2"), "broken-policy");
        var result = TestScan.Judge("""{"containerDefinitions": []}""", broken, TestPolicy.Reporting(""));
        Assert.False(result.IsComplete);
        var failure = result.Definitions.Single().Failures.Single();
        Assert.Equal("broken-policy", failure.Policy.Metadata.Id);
        Assert.StartsWith("InvalidOperationException in ", failure.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.Fault, StringComparison.Ordinal);
        Assert.Single(result.Definitions.Single().Findings);
    }

    [Fact]
    public void A_policy_knows_the_revision_that_describe_names()
    {
        string? seen = null;
        var policy = new RevisionPolicy(arn => seen = arn?.ToString());
        TestScan.Judge("""{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7", "containerDefinitions": []}}""", policy);
        Assert.Equal("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7", seen);
    }

    [Theory]
    [InlineData("", "1:1 It is empty. If another command writes it, look at that command's errors.")]
    [InlineData("\uFEFF \r\n", "1:1 It is empty. If another command writes it, look at that command's errors.")]
    [InlineData("{\n  \"cpu\": 1,", "2:11 " + Open)]
    [InlineData("{\"family\": \"web", "1:16 " + Open)]
    [InlineData("{\n  \"memory\": ${memory}\n}", "2:13 " + Template)]
    [InlineData("{\n  \"größe\": {{ memory }}\n}", "2:13 " + Template)]
    [InlineData("{{ header }}", "1:2 " + Template)]
    [InlineData("{\"image\": <IMAGE>}", "1:11 " + Template)]
    [InlineData("{\"a\": 1, // note\n\"b\": 2}", "1:10 JSON has no comments. Remove it.")]
    [InlineData("{\"a\": 1, # note\n\"b\": 2}", "1:10 JSON has no comments. Remove it.")]
    [InlineData("{'a': 1}", "1:2 JSON wants double quotation marks, not single ones.")]
    [InlineData("{\"a\": 1,}", "1:9 The comma before this bracket is one too many. Remove it.")]
    [InlineData("[1, ]", "1:5 The comma before this bracket is one too many. Remove it.")]
    [InlineData("{\"a\": [1}", "1:9 This bracket closes nothing, or something is missing before it.")]
    [InlineData("{\"a\": 1 \"b\": 2}", "1:9 Something is missing before this: a comma, or the bracket that closes what came before.")]
    [InlineData("{\"containerDefinitions\": []}\n{}", "2:1 Something is missing before this: a comma, or the bracket that closes what came before.")]
    [InlineData("{\"a\": \"x\ny\"}", "1:9 A line break or tab stands inside a text. Write `\\n` or `\\t`, or close the quotation marks before the line ends.")]
    [InlineData("{\"a\": yes}", "1:7 This is no JSON: texts and names stand in double quotation marks; only numbers, true, false and null are written bare.")]
    [InlineData("{\"a\": 1, {\"b\": 2}}", "1:10 A name in double quotation marks must stand here, not a bracket.")]
    [InlineData("{\"a\": \"[[[\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\", [1]}", "1:79 A name in double quotation marks must stand here, not a bracket.")]
    [InlineData("{\"a\" = 1}", "1:6 JSON separates name and value by a colon, and members by a comma.")]
    [InlineData("AWSTemplateFormatVersion: 2010-09-09\n", "1:1 This is not JSON. scan reads task definitions in JSON; YAML, Terraform and templates are not read.")]
    [InlineData("resource \"aws_ecs_task_definition\" \"api\" {}", "1:1 This is not JSON. scan reads task definitions in JSON; YAML, Terraform and templates are not read.")]
    [InlineData("""{"containerDefinitions": [{"name": "\ud800"}]}""", "1:36 A `\\u` escape in this text names half a character. Write the character itself, or both halves.")]
    public void Says_what_is_wrong_and_where(string text, string expected) =>
        Assert.Equal([expected], ErrorsOf(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("5", "1:1 A task definition is a JSON object, or an array of container definitions.")]
    [InlineData("{\n  \"name\": \"x\"\n}", "1:1 No task definition: it has no `containerDefinitions`.")]
    [InlineData("{\n  \"ContainerDefinitions\": []\n}", "2:27 `ContainerDefinitions` is CloudFormation's spelling. ECS itself starts names with a small letter (`containerDefinitions`); scan the template that this is taken from.")]
    [InlineData("{\n  \"TaskDefinition\": {}\n}", "2:21 `TaskDefinition` is CloudFormation's spelling. ECS itself starts names with a small letter (`containerDefinitions`); scan the template that this is taken from.")]
    [InlineData("{\n  \"Resources\": {}\n}", "2:16 This looks like a CloudFormation template, which scan cannot read yet. Scan the task definition as ECS has it: `aws ecs describe-task-definition`.")]
    [InlineData("{\"planned_values\": {}}", "1:20 This looks like a Terraform plan, which scan cannot read yet. Scan the task definition as ECS has it: `aws ecs describe-task-definition`.")]
    [InlineData("{\"detail-type\": \"ECS Task State Change\"}", "1:17 This is an event, not a task definition. `ecsguard replay` runs events.")]
    [InlineData("{\"taskDefinitionArns\": []}", "1:24 This is a list of ARNs. Scan the definitions themselves: `aws ecs describe-task-definition`.")]
    public void Tells_other_JSON_from_a_task_definition(string text, string expected) =>
        Assert.Equal([expected], ErrorsOf(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_that_are_not_utf8_are_an_error_at_their_place() =>
        Assert.Equal(["2:13 Here stands a byte that is not UTF-8. Save the file as UTF-8."], ErrorsOf([.. "{\n\"family\": \"é"u8, 0xE9, .. "\"}"u8]));

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_utf16_file_is_an_error_that_names_the_cure(string encoding)
    {
        var utf16 = Encoding.GetEncoding(encoding);
        Assert.Equal(
            ["1:1 It is UTF-16, and JSON is UTF-8. Save it as UTF-8 (PowerShell: `Out-File -Encoding utf8`)."],
            ErrorsOf([.. utf16.GetPreamble(), .. utf16.GetBytes("{}")]));
    }

    [Fact]
    public void JSON_nested_deeper_than_the_reader_goes_is_an_error() =>
        Assert.Equal(["1:69 This is nested deeper than any task definition."], ErrorsOf(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 80))));

    [Fact]
    public void An_element_that_is_no_definition_does_not_hide_the_others()
    {
        var result = TestScan.Judge("""[{"family": "a", "containerDefinitions": []}, {"name": "x"}, 5]""", TestPolicy.Reporting());
        Assert.Equal(["a"], result.Definitions.Select(definition => definition.Family));
        Assert.Equal(
            ["td.json:1:47: No task definition: it has no `containerDefinitions`.", "td.json:1:62: A task definition is a JSON object, or an array of container definitions."],
            result.Errors.Select(error => $"{error.Place}: {error.Message}"));
    }

    private const string Open = "The JSON stops here, but something is still open: a bracket, brace or quotation mark is missing, or the file was cut off.";
    private const string Template = "A template's stand-in stands bare here, so the file is no JSON yet. Render the template first, then scan the result.";

    private static Action<TaskDefinition, Verdict> Report(params string[] paths) => (_, verdict) =>
    {
        foreach (var path in paths)
        {
            verdict.Violation(path, null, "Reported.");
        }
    };

    private static string[] ErrorsOf(byte[] bytes) =>
        [.. TestScan.Judge(bytes, TestPolicy.Reporting()).Errors.Select(error => $"{error.At} {error.Message}")];

    private sealed class RevisionPolicy(Action<TaskDefinitionArn?> see) : TaskDefinitionPolicy
    {
        public override PolicyMetadata Metadata { get; } = TestPolicy.Reporting().Metadata;

        public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict) => see(context.Arn);
    }
}
