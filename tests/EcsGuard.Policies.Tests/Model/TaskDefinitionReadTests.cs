using System.Text;
using System.Text.Json;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests.Model;

public sealed class TaskDefinitionReadTests
{
    [Fact]
    public void Reads_the_input_of_RegisterTaskDefinition()
    {
        var task = Read("""{ "family": "web", "cpu": "256", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }], "tags": [{ "key": "team", "value": "a" }] }""", out var form);

        Assert.Equal(TaskDefinitionForm.TaskDefinition, form);
        Assert.Equal("web", task.Family.ValueOrDefault);
        Assert.Equal(["app"], task.ContainerDefinitions.Select(container => container.Name.ValueOrDefault));
        Assert.Equal([("team", "a")], task.Tags.Select(tag => (tag.Key.ValueOrDefault, tag.Value.ValueOrDefault)));
    }

    [Fact]
    public void Reads_the_output_of_DescribeTaskDefinition_with_tags_beside_the_definition()
    {
        var task = Read(
            """
            { "taskDefinition": { "taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7", "family": "web", "revision": 7, "status": "ACTIVE",
                "requiresAttributes": [{ "name": "ecs.capability.x" }], "compatibilities": ["EC2", "FARGATE"], "registeredAt": 1700000000.5, "registeredBy": "arn:aws:iam::111122223333:user/ci",
                "containerDefinitions": [{ "name": "app" }] },
              "tags": [{ "key": "team", "value": "a" }], "ResponseMetadata": { "RetryAttempts": 0 } }
            """,
            out var form);

        Assert.Equal(TaskDefinitionForm.DescribeOutput, form);
        Assert.Equal(7, task.Revision.ValueOrDefault);
        Assert.Equal("ACTIVE", task.Status.ValueOrDefault);
        Assert.Equal(["EC2", "FARGATE"], task.Compatibilities.Select(field => field.ValueOrDefault));
        Assert.Equal("/containerDefinitions/0/name", task.ContainerDefinitions[0].Name.Path);
        Assert.Equal(["team"], task.Tags.Select(tag => tag.Key.ValueOrDefault));
        Assert.Equal([], task.UnknownMembers);
        Assert.Equal([], task.MistypedValues);
    }

    [Theory]
    [InlineData("""{ "taskDefinition": { "containerDefinitions": [] } }""", true)]
    [InlineData("""{ "taskDefinition": { "containerDefinitions": [] }, "tags": [] }""", false)]
    [InlineData("""{ "containerDefinitions": [] }""", false)]
    public void Tags_that_Describe_was_not_asked_for_are_a_missing_fact(string json, bool missing) =>
        Assert.Equal(missing ? [new HiddenValue("/tags", UndeterminedReason.MissingFact)] : [], Read(json).Tags.Hidden);

    [Fact]
    public void Unknown_members_inside_a_described_definition_are_kept_but_not_those_of_the_answer()
    {
        var task = Read("""{ "before": 1, "taskDefinition": { "famly": "web", "containerDefinitions": [{ "essentail": true }] }, "after": 1 }""");

        Assert.Equal(["/famly", "/containerDefinitions/0/essentail"], task.UnknownMembers.Select(member => member.Path));
    }

    [Fact]
    public void Reads_a_bare_array_of_container_definitions()
    {
        var task = Read("""[{ "name": "a" }, { "name": "b" }]""", out var form);

        Assert.Equal(TaskDefinitionForm.ContainerDefinitions, form);
        Assert.Equal(["/containerDefinitions/0", "/containerDefinitions/1"], task.ContainerDefinitions.Select(container => container.Path));
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        Assert.Equal("web", TaskDefinition.Read([0xEF, 0xBB, 0xBF, .. """{ "family": "web", "containerDefinitions": [] }"""u8]).Family.ValueOrDefault);

    [Theory]
    [InlineData("ContainerDefinitions", """{ "Family": "web", "ContainerDefinitions": [] }""")]
    [InlineData("ContainerDefinitions", """{ "containerDefinitions": [], "ContainerDefinitions": [] }""")]
    [InlineData("TaskDefinition", """{ "TaskDefinition": { "ContainerDefinitions": [] } }""")]
    public void CloudFormation_s_spelling_is_refused_by_name(string name, string json) =>
        Assert.Equal(
            $"`{name}` is CloudFormation's spelling. ECS itself starts names with a small letter (`containerDefinitions`); scan the template that this is taken from.",
            Assert.Throws<FormatException>(() => Read(json)).Message);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "family": "web" }""")]
    [InlineData("""{ "containerDefinitions": null }""")]
    [InlineData("""{ "taskDefinition": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7" }""")]
    [InlineData("""{ "taskDefinition": {} }""")]
    [InlineData("""{ "Type": "AWS::ECS::TaskDefinition", "Properties": { "ContainerDefinitions": [] } }""")]
    public void An_object_without_container_definitions_is_refused(string json) =>
        Assert.Equal("No task definition: it has no `containerDefinitions`.", Assert.Throws<FormatException>(() => Read(json)).Message);

    [Theory]
    [InlineData("""[{ "family": "web", "containerDefinitions": [] }]""")]
    [InlineData("""{ "containerDefinitions": [{ "containerDefinitions": [] }] }""")]
    public void A_list_of_task_definitions_is_refused(string json) =>
        Assert.Equal(
            "Where a container definition belongs stands a whole task definition (it has `containerDefinitions`): scan each task definition by itself.",
            Assert.Throws<FormatException>(() => Read(json)).Message);

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"web\"")]
    [InlineData("true")]
    public void A_value_that_is_neither_object_nor_array_is_refused(string json) =>
        Assert.Equal("A task definition is a JSON object, or an array of container definitions.", Assert.Throws<FormatException>(() => Read(json)).Message);

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("{", 0, 1)]
    [InlineData("{ \"containerDefinitions\": [] } x", 0, 31)]
    [InlineData("[] []", 0, 3)]
    [InlineData("{\n  \"family\": web\n}", 1, 12)]
    [InlineData("{ \"family\": \"web\", }", 0, 19)]
    [InlineData("{ // no\n}", 0, 2)]
    [InlineData("{\n  \"containerDefinitions\": [\n    { \"image\": ${image} }\n  ]\n}", 2, 15)]
    public void What_is_no_JSON_is_refused_with_its_place(string json, long line, long position)
    {
        var fault = Assert.ThrowsAny<JsonException>(() => Read(json));

        Assert.Equal((line, position), (fault.LineNumber, fault.BytePositionInLine));
    }

    [Theory]
    [InlineData("""{ "family": "a\ud800b" }""", 0, 12)]
    [InlineData("{\n  \"containerDefinitions\": [\n    { \"environment\": [{ \"name\": \"A\", \"value\": \"\\udc00\" }] }] }", 2, 46)]
    [InlineData("""{ "containerDefinitions": [{ "dockerLabels": { "\ud800": "x" } }] }""", 0, 47)]
    [InlineData("""{ "containerDefinitions": [{ "cpu": "\ud800" }] }""", 0, 36)]
    [InlineData("""{ "\ud800": 1, "containerDefinitions": [] }""", 0, 2)]
    public void An_escape_that_is_half_a_pair_is_refused_with_its_place(string json, long line, long position)
    {
        var fault = Assert.ThrowsAny<JsonException>(() => Read(json));

        Assert.Equal((line, position), (fault.LineNumber, fault.BytePositionInLine));
        Assert.Equal("A string holds bytes or an escape that are no text.", fault.Message);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_refused_with_their_place()
    {
        var fault = Assert.ThrowsAny<JsonException>(() => TaskDefinition.Read([.. "{ \"family\": \""u8, 0xFF, .. "\" }"u8]));

        Assert.Equal((0, 12), (fault.LineNumber, fault.BytePositionInLine));
    }

    [Fact]
    public void The_last_of_two_equal_members_counts() =>
        Assert.Equal("b", Read("""{ "family": "a", "family": "b", "containerDefinitions": [] }""").Family.ValueOrDefault);

    [Fact]
    public void PascalCase_members_of_a_container_are_kept_as_unknown()
    {
        var task = Read("""{ "containerDefinitions": [{ "Name": "app", "Essential": false, "LogConfiguration": { "LogDriver": "awslogs" }, "portMappings": [{ "ContainerPort": 80 }] }] }""");

        Assert.Equal(
            ["/containerDefinitions/0/Name", "/containerDefinitions/0/Essential", "/containerDefinitions/0/LogConfiguration", "/containerDefinitions/0/portMappings/0/ContainerPort"],
            task.UnknownMembers.Select(member => member.Path));
        Assert.True(task.ContainerDefinitions[0].Name.IsAbsent);
    }

    [Fact]
    public void An_unknown_member_knows_where_it_stands_and_what_is_known_there()
    {
        var task = Read("""{ "containerDefinitions": [{ "name": "a" }, { "name": "b", "restartPolicy": { "a/b~c": { "x": [1, 2] }, "enabled": true } }] }""");

        var unknown = Assert.Single(task.UnknownMembers);
        Assert.Equal("a/b~c", unknown.Name);
        Assert.Equal("/containerDefinitions/1/restartPolicy/a~1b~0c", unknown.Path);
        Assert.Equal("b", unknown.Owner.Container!.Name.ValueOrDefault);
        Assert.Equal(["enabled", "ignoredExitCodes", "restartAttemptPeriod"], unknown.KnownNames);
        Assert.True(task.ContainerDefinitions[1].RestartPolicy.ValueOrDefault!.Enabled.ValueOrDefault);
    }

    [Theory]
    [InlineData("[{ \"family\": \"other\" }]")]
    [InlineData("\"other\"")]
    public void What_stands_under_taskDefinition_and_is_no_object_is_passed_over(string json)
    {
        var task = Read($$"""{ "taskDefinition": {{json}}, "family": "web", "containerDefinitions": [] }""", out var form);

        Assert.Equal(("web", TaskDefinitionForm.TaskDefinition), (task.Family.ValueOrDefault, form));
    }

    [Fact]
    public void An_escaped_name_is_the_same_name() =>
        Assert.Equal("web", Read("""{ "f\u0061mily": "web", "containerDefinitions": [] }""").Family.ValueOrDefault);

    private static TaskDefinition Read(string json) => Read(json, out _);

    private static TaskDefinition Read(string json, out TaskDefinitionForm form) => TaskDefinition.Read(Encoding.UTF8.GetBytes(json), out form);
}
