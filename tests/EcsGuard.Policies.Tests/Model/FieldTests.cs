using System.Text;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Tests.Model;

/// <summary>Each kind of value, in each state in which it can stand in a definition.</summary>
public sealed class FieldTests
{
    private const string Marker = "\"HIDDEN_DUE_TO_SECURITY_REASONS\"";

    [Theory]
    [InlineData("")]
    [InlineData(""" "image": null, "cpu": null, "essential": null, "linuxParameters": null, "dockerLabels": null, "environment": null, "command": null """)]
    public void What_is_missing_or_null_is_absent(string members)
    {
        var container = Container(members, out var mistyped);

        Assert.Equal((true, false, null, false), State(container.Image));
        Assert.Equal((true, false, 0, false), State(container.Cpu));
        Assert.Equal((true, false, false, false), State(container.Essential));
        Assert.Equal((true, false, null, false), State(container.LinuxParameters));
        Assert.True(container.DockerLabels is { IsAbsent: true, IsUndetermined: false });
        Assert.True(container.DockerLabels["x"].IsAbsent);
        Assert.True(container.Environment is { IsAbsent: true, IsUndetermined: false, Count: 0 });
        Assert.True(container.Command is { IsAbsent: true, IsUndetermined: false, Count: 0 });
        Assert.Equal([], container.Command.Hidden);
        Assert.Null(container.Image.Owner);
        Assert.Null(container.Command.Owner);
        Assert.Equal([], mistyped);
    }

    [Fact]
    public void A_map_that_is_missing_is_absent_wherever_it_belongs()
    {
        var task = TaskDefinition.Read("""{ "volumes": [{ "dockerVolumeConfiguration": {} }], "containerDefinitions": [{ "firelensConfiguration": {}, "logConfiguration": {} }] }"""u8);

        var docker = task.Volumes[0].DockerVolumeConfiguration.ValueOrDefault!;
        var container = task.ContainerDefinitions[0];
        Assert.All(
            [docker.DriverOpts, docker.Labels, container.FirelensConfiguration.ValueOrDefault!.Options, container.LogConfiguration.ValueOrDefault!.Options, container.DockerLabels],
            map => Assert.Equal((true, false, 0), (map.IsAbsent, map.IsUndetermined, map.Count())));
    }

    [Fact]
    public void What_is_absent_has_no_path()
    {
        var container = Container("", out _);

        Assert.Throws<InvalidOperationException>(() => container.Image.Path);
        Assert.Throws<InvalidOperationException>(() => container.Command.Path);
    }

    [Fact]
    public void What_is_there_is_known_and_knows_its_path()
    {
        var container = Container(
            """ "image": "nginx", "cpu": -5, "essential": false, "linuxParameters": { "maxSwap": 0 }, "dockerLabels": { "a/b": "1", "n": null }, "environment": [{ "name": "A" }], "command": [] """,
            out var mistyped);

        Assert.Equal((false, false, "nginx", true), State(container.Image));
        Assert.Equal("/containerDefinitions/0/image", container.Image.Path);
        Assert.Same(container, container.Image.Owner);
        Assert.Equal((false, false, -5, true), State(container.Cpu));
        Assert.Equal((false, false, false, true), State(container.Essential));
        Assert.True(container.LinuxParameters.IsKnown(out var linux));
        Assert.Equal("/containerDefinitions/0/linuxParameters/maxSwap", linux.MaxSwap.Path);
        Assert.False(container.DockerLabels.IsAbsent);
        Assert.Equal(["/containerDefinitions/0/dockerLabels/a~1b"], container.DockerLabels.Select(label => label.Value.Path));
        Assert.Equal((false, false, "1", true), State(container.DockerLabels["a/b"]));
        Assert.True(container.DockerLabels["A/B"].IsAbsent);
        Assert.True(container.DockerLabels["n"].IsAbsent);
        Assert.Equal("/containerDefinitions/0/environment/0/name", container.Environment[0].Name.Path);
        Assert.True(container.Command is { IsAbsent: false, IsUndetermined: false, Count: 0 });
        Assert.Equal("/containerDefinitions/0/command", container.Command.Path);
        Assert.Equal([], mistyped);
    }

    [Fact]
    public void CloudTrail_s_marker_hides_any_kind_of_value()
    {
        var container = Container(
            $""" "image": {Marker}, "cpu": {Marker}, "essential": {Marker}, "linuxParameters": {Marker}, "dockerLabels": {Marker}, "environment": {Marker}, "command": {Marker} """,
            out var mistyped);

        AssertHidden(container, UndeterminedReason.Redacted);
        Assert.Equal([], mistyped);
    }

    [Fact]
    public void A_stand_in_hides_any_kind_of_value()
    {
        var container = Container(
            """ "image": "${X}", "cpu": "${X}", "essential": "${X}", "linuxParameters": "${X}", "dockerLabels": "${X}", "environment": "${X}", "command": "${X}" """,
            out var mistyped);

        AssertHidden(container, UndeterminedReason.Placeholder);
        Assert.Equal("${X}", container.Image.Raw);
        Assert.Equal([], mistyped);
    }

    [Fact]
    public void A_value_of_another_type_is_undetermined_and_noted()
    {
        var container = Container(
            """ "image": { "Ref": "X" }, "cpu": "256", "essential": "true", "linuxParameters": [], "dockerLabels": [], "environment": {}, "command": "run" """,
            out var mistyped);

        AssertHidden(container, UndeterminedReason.WrongType);
        Assert.Equal(
            [
                ("/containerDefinitions/0/image", "string", "object"),
                ("/containerDefinitions/0/cpu", "integer", "string"),
                ("/containerDefinitions/0/essential", "boolean", "string"),
                ("/containerDefinitions/0/linuxParameters", "object", "array"),
                ("/containerDefinitions/0/dockerLabels", "object", "array"),
                ("/containerDefinitions/0/environment", "array", "object"),
                ("/containerDefinitions/0/command", "array", "string"),
            ],
            mistyped);
    }

    [Theory]
    [InlineData("8080", "8080", "number")]
    [InlineData("1.50", "1.50", "number")]
    [InlineData("true", "true", "boolean")]
    [InlineData("false", "false", "boolean")]
    public void A_number_or_boolean_in_place_of_a_text_is_read_and_noted(string json, string text, string found)
    {
        var container = Container($$""" "environment": [{ "name": "A", "value": {{json}} }] """, out var mistyped);

        Assert.Equal((false, false, text, true), State(container.Environment[0].Value));
        Assert.Equal([("/containerDefinitions/0/environment/0/value", "string", found)], mistyped);
    }

    [Theory]
    [InlineData("1.5", "number")]
    [InlineData("2147483648", "number")]
    [InlineData("1e3", "number")]
    [InlineData("\"\"", "string")]
    [InlineData("true", "boolean")]
    [InlineData("[1]", "array")]
    [InlineData("{\"a\":1}", "object")]
    public void What_is_no_integer_is_undetermined_and_the_rest_is_still_read(string json, string found)
    {
        var container = Container($""" "memory": {json}, "image": "nginx" """, out var mistyped);

        Assert.Equal((false, true, 0, false), State(container.Memory));
        Assert.Equal(UndeterminedReason.WrongType, container.Memory.Reason);
        Assert.Equal("nginx", container.Image.ValueOrDefault);
        Assert.Equal([("/containerDefinitions/0/memory", "integer", found)], mistyped);
    }

    [Theory]
    [InlineData("1", "number")]
    [InlineData("\"yes\"", "string")]
    [InlineData("[true]", "array")]
    [InlineData("{}", "object")]
    public void What_is_no_boolean_is_undetermined(string json, string found)
    {
        var container = Container($""" "privileged": {json}, "image": "nginx" """, out var mistyped);

        Assert.Equal((false, true, false, false), State(container.Privileged));
        Assert.Equal("nginx", container.Image.ValueOrDefault);
        Assert.Equal([("/containerDefinitions/0/privileged", "boolean", found)], mistyped);
    }

    [Fact]
    public void Elements_of_a_list_of_texts_keep_their_places()
    {
        var container = Container(""" "command": ["sh", "${X}", 5, null, ["x"], "HIDDEN_DUE_TO_SECURITY_REASONS", "end"] """, out var mistyped);

        Assert.Equal(
            [
                ("/containerDefinitions/0/command/0", "sh", UndeterminedReason.None),
                ("/containerDefinitions/0/command/1", null, UndeterminedReason.Placeholder),
                ("/containerDefinitions/0/command/2", "5", UndeterminedReason.None),
                ("/containerDefinitions/0/command/3", null, UndeterminedReason.WrongType),
                ("/containerDefinitions/0/command/4", null, UndeterminedReason.WrongType),
                ("/containerDefinitions/0/command/5", null, UndeterminedReason.Redacted),
                ("/containerDefinitions/0/command/6", "end", UndeterminedReason.None),
            ],
            container.Command.Select(word => (word.Path, word.ValueOrDefault, word.Reason)));
        Assert.Equal(
            [("/containerDefinitions/0/command/2", "string", "number"), ("/containerDefinitions/0/command/3", "string", "null"), ("/containerDefinitions/0/command/4", "string", "array")],
            mistyped);
    }

    [Fact]
    public void Elements_of_a_list_of_objects_keep_their_places_and_hidden_ones_are_told_apart()
    {
        var container = Container(""" "environment": ["HIDDEN_DUE_TO_SECURITY_REASONS", { "name": "A" }, null, "{{ more }}", { "name": "B" }, 7] """, out var mistyped);

        Assert.Equal(
            ["/containerDefinitions/0/environment/1", "/containerDefinitions/0/environment/4"],
            container.Environment.Select(variable => variable.Path));
        Assert.True(container.Environment.IsUndetermined);
        Assert.Equal(
            [
                new HiddenValue("/containerDefinitions/0/environment/0", UndeterminedReason.Redacted),
                new HiddenValue("/containerDefinitions/0/environment/2", UndeterminedReason.WrongType),
                new HiddenValue("/containerDefinitions/0/environment/3", UndeterminedReason.Placeholder),
                new HiddenValue("/containerDefinitions/0/environment/5", UndeterminedReason.WrongType),
            ],
            container.Environment.Hidden);
        Assert.Equal(
            [("/containerDefinitions/0/environment/2", "object", "null"), ("/containerDefinitions/0/environment/5", "object", "number")],
            mistyped);
    }

    [Fact]
    public void Integers_in_a_list_keep_their_places()
    {
        var container = Container(""" "restartPolicy": { "enabled": true, "ignoredExitCodes": [0, "1", 143] } """, out var mistyped);

        Assert.Equal(
            [("/containerDefinitions/0/restartPolicy/ignoredExitCodes/0", 0, UndeterminedReason.None), ("/containerDefinitions/0/restartPolicy/ignoredExitCodes/1", 0, UndeterminedReason.WrongType), ("/containerDefinitions/0/restartPolicy/ignoredExitCodes/2", 143, UndeterminedReason.None)],
            container.RestartPolicy.ValueOrDefault!.IgnoredExitCodes.Select(code => (code.Path, code.ValueOrDefault, code.Reason)));
        Assert.Equal([("/containerDefinitions/0/restartPolicy/ignoredExitCodes/1", "integer", "string")], mistyped);
    }

    [Fact]
    public void Values_of_a_map_are_judged_one_by_one()
    {
        var container = Container(""" "dockerLabels": { "a": "1", "b": "${X}", "c": "HIDDEN_DUE_TO_SECURITY_REASONS", "d": [], "e": 5, "a": "2" } """, out var mistyped);

        Assert.Equal(
            [("b", null, UndeterminedReason.Placeholder), ("c", null, UndeterminedReason.Redacted), ("d", null, UndeterminedReason.WrongType), ("e", "5", UndeterminedReason.None), ("a", "2", UndeterminedReason.None)],
            container.DockerLabels.Select(label => (label.Key, label.Value.ValueOrDefault, label.Value.Reason)));
        Assert.Equal(
            [("/containerDefinitions/0/dockerLabels/d", "string", "array"), ("/containerDefinitions/0/dockerLabels/e", "string", "number")],
            mistyped);
    }

    [Fact]
    public void Maps_are_read_wherever_they_belong()
    {
        var task = TaskDefinition.Read("""{ "volumes": [{ "dockerVolumeConfiguration": { "driverOpts": { "type": "tmpfs" }, "labels": { "team": "web" } } }], "containerDefinitions": [] }"""u8);

        var docker = task.Volumes[0].DockerVolumeConfiguration.ValueOrDefault!;
        Assert.Equal([("type", "tmpfs")], docker.DriverOpts.Select(option => (option.Key, option.Value.ValueOrDefault)));
        Assert.Equal([("team", "web")], docker.Labels.Select(label => (label.Key, label.Value.ValueOrDefault)));
    }

    [Theory]
    [InlineData("\"1 vCPU\"", 1024, UndeterminedReason.None, null)]
    [InlineData("\"nonsense\"", null, UndeterminedReason.None, null)]
    [InlineData("1024", 1024, UndeterminedReason.None, "number")]
    [InlineData("10.5", null, UndeterminedReason.None, "number")]
    [InlineData("\"${CPU}\"", null, UndeterminedReason.Placeholder, null)]
    [InlineData(Marker, null, UndeterminedReason.Redacted, null)]
    [InlineData("[1024]", null, UndeterminedReason.WrongType, "array")]
    [InlineData("true", null, UndeterminedReason.WrongType, "boolean")]
    public void A_task_s_size_is_read_in_any_notation(string json, int? units, UndeterminedReason reason, string? mistyped)
    {
        var task = TaskDefinition.Read(Encoding.UTF8.GetBytes($$"""{ "cpu": {{json}}, "containerDefinitions": [] }"""));

        Assert.Equal((units, reason), (task.Cpu.ValueOrDefault?.Units, task.Cpu.Reason));
        Assert.Equal("/cpu", task.Cpu.Path);
        Assert.Equal(mistyped is null ? [] : [new MistypedValue(task, "/cpu", "string", mistyped)], task.MistypedValues);
    }

    [Fact]
    public void A_value_that_hides_the_containers_leaves_a_definition_without_any()
    {
        var task = TaskDefinition.Read(Encoding.UTF8.GetBytes($$"""{ "containerDefinitions": {{Marker}} }"""));

        Assert.Equal([new HiddenValue("/containerDefinitions", UndeterminedReason.Redacted)], task.ContainerDefinitions.Hidden);
        Assert.Empty(task.ContainerDefinitions);
    }

    [Theory]
    [InlineData(UndeterminedReason.Redacted, "redacted")]
    [InlineData(UndeterminedReason.Placeholder, "placeholder")]
    [InlineData(UndeterminedReason.WrongType, "wrong-type")]
    [InlineData(UndeterminedReason.MissingFact, "missing-fact")]
    public void A_reason_has_a_text(UndeterminedReason reason, string text) => Assert.Equal(text, reason.ToText());

    [Fact]
    public void A_known_value_has_no_reason() => Assert.Throws<ArgumentOutOfRangeException>(() => UndeterminedReason.None.ToText());

    private static void AssertHidden(ContainerDefinition container, UndeterminedReason reason)
    {
        const string Path = "/containerDefinitions/0/";
        Assert.Equal((false, true, null, false), State(container.Image));
        Assert.Equal((reason, Path + "image"), (container.Image.Reason, container.Image.Path));
        Assert.Equal((false, true, 0, false), State(container.Cpu));
        Assert.Equal((reason, Path + "cpu"), (container.Cpu.Reason, container.Cpu.Path));
        Assert.Equal((false, true, false, false), State(container.Essential));
        Assert.Equal((reason, Path + "essential"), (container.Essential.Reason, container.Essential.Path));
        Assert.Equal((false, true, null, false), State(container.LinuxParameters));
        Assert.Equal((reason, Path + "linuxParameters"), (container.LinuxParameters.Reason, container.LinuxParameters.Path));
        Assert.True(container.DockerLabels is { IsAbsent: false, IsUndetermined: true });
        Assert.Equal((false, true, null, false), State(container.DockerLabels["any"]));
        Assert.Equal((reason, reason, Path + "dockerLabels"), (container.DockerLabels.Reason, container.DockerLabels["any"].Reason, container.DockerLabels["any"].Path));
        Assert.Empty(container.DockerLabels);
        Assert.True(container.Environment is { IsAbsent: false, IsUndetermined: true, Count: 0 });
        Assert.Equal([new HiddenValue(Path + "environment", reason)], container.Environment.Hidden);
        Assert.Equal([new HiddenValue(Path + "command", reason)], container.Command.Hidden);
    }

    private static (bool IsAbsent, bool IsUndetermined, T? Value, bool IsKnown) State<T>(Field<T> field) =>
        (field.IsAbsent, field.IsUndetermined, field.ValueOrDefault, field.IsKnown(out _));

    private static ContainerDefinition Container(string members, out IEnumerable<(string Path, string Expected, string Found)> mistyped)
    {
        var task = TaskDefinition.Read(Encoding.UTF8.GetBytes($$"""{ "containerDefinitions": [{ {{members}} }] }"""));
        mistyped = [.. task.MistypedValues.Select(value => (value.Path, value.Expected, value.Found))];
        return task.ContainerDefinitions[0];
    }
}
