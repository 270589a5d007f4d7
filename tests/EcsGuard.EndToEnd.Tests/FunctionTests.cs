using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcsGuard.Aws.Tests;
using EcsGuard.Functions.Tests;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.EndToEnd.Tests;

/// <summary>The published executable as a process, Lambda's Runtime API on one side of it and moto as AWS on the other.</summary>
public sealed class FunctionTests(MotoServer moto, Executables executables)
{
    private const string OneFault = "blocking-log-driver app/logConfiguration/options/mode open 1";

    public static TheoryData<string> Forms => Executables.Forms;

    [Theory, MemberData(nameof(Forms))]
    public async Task A_registration_is_described_judged_recorded_and_told(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        var arn = await Events.RegisterAsync(moto, Events.DefinitionWithOneFault($"told-{stack.Name}"));
        var function = stack.Start("TaskDefinitionRegistered");
        var outcome = await function.InvokeAsync(Events.Registered(arn));

        Assert.True(outcome.Succeeded, outcome.Report.Text);
        // The query is the look for a new policy file and for what was granted beside it, once a minute and process.
        Assert.Equal(
            ["dynamodb:UpdateItem", "ecs:DescribeTaskDefinition", "dynamodb:Query", "ecs:ListAccountSettings", "dynamodb:BatchWriteItem", "dynamodb:UpdateItem"],
            stack.Proxy.Actions);
        Assert.Equal(["EvaluationLatency", "Evaluations", "EventsHandled", "Findings", "InvocationDuration"], await function.MetricsAsync("InvocationDuration"));
        Assert.Equal([OneFault], await stack.FindingsAsync());
        var finding = Assert.Single(await stack.ItemsAsync(), item => item.ContainsKey("policy"));
        Assert.Equal(
            (arn, MotoServer.Account, MotoServer.Region, $"told-{stack.Name}", "high", "/containerDefinitions/0/logConfiguration/options/mode", "app", "unassigned"),
            (finding["resource"].S, finding["account"].S, finding["region"].S, finding["family"].S, finding["severity"].S, finding["path"].S, finding["container"].S, finding["team"].S));
        Assert.Empty(await stack.MessagesAsync());

        stack.Proxy.Forget();
        var due = await stack.TellAsync();
        Assert.Equal(
            [
                // What is due; the claim on telling; the policy file in force.
                .. Enumerable.Repeat("dynamodb:Query", 8), "dynamodb:UpdateItem", "dynamodb:Query", "dynamodb:GetItem",
                // The outbox; the message; the outbox without it; what telling remembers.
                "dynamodb:GetItem", "sns:Publish", "dynamodb:UpdateItem", "dynamodb:UpdateItem", "dynamodb:UpdateItem",
                // The file is applied to what was recorded without one: the claims on that and on the family.
                "dynamodb:UpdateItem", "dynamodb:Scan", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem", "dynamodb:UpdateItem", "dynamodb:UpdateItem",
            ],
            stack.Proxy.Actions);
        Assert.Equal(["InvocationDuration", "Notifications"], await due.MetricsAsync("InvocationDuration"));
        var message = Assert.Single(await stack.MessagesAsync());
        Assert.StartsWith($"told-{stack.Name}:1 ({MotoServer.Account}, {MotoServer.Region}) has 1 new finding, 0 still open, 0 fixed.\n", message, StringComparison.Ordinal);
        Assert.Contains("- [high] blocking-log-driver: Container 'app' logs through awslogs in blocking mode: set mode to non-blocking.\n", message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task The_same_event_ten_times_leaves_one_finding_and_one_message(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        var arn = await Events.RegisterAsync(moto, Events.DefinitionWithOneFault($"ten-{stack.Name}"));
        var function = stack.Start("TaskDefinitionRegistered");
        var registered = Events.Registered(arn);
        for (var delivery = 0; delivery < 10; delivery++)
        {
            Assert.True((await function.InvokeAsync(registered)).Succeeded);
        }

        Assert.Equal([OneFault], await stack.FindingsAsync());
        await stack.TellAsync();
        await stack.TellAsync();
        Assert.Single(await stack.MessagesAsync());
        Assert.Single(stack.Proxy.Actions, "ecs:DescribeTaskDefinition");
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task The_same_event_twice_in_parallel_leaves_one_finding_and_one_message(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        var arn = await Events.RegisterAsync(moto, Events.DefinitionWithOneFault($"parallel-{stack.Name}"));
        var registered = Events.Registered(arn);
        var outcomes = await Task.WhenAll(stack.Start("TaskDefinitionRegistered").InvokeAsync(registered), stack.Start("TaskDefinitionRegistered").InvokeAsync(registered));

        Assert.All(outcomes, outcome => Assert.True(outcome.Succeeded, outcome.Report.Text));
        Assert.Equal([OneFault], await stack.FindingsAsync());
        await stack.TellAsync();
        Assert.Single(await stack.MessagesAsync());
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task A_task_on_Spot_has_its_revision_judged_again_and_the_next_one_costs_a_read(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        var definition = Events.DefinitionWithOneFault($"late-{stack.Name}").Replace(", \"stopTimeout\": 100", "", StringComparison.Ordinal);
        var arn = await Events.RegisterAsync(moto, definition);
        await SucceedAsync(stack.Start("TaskDefinitionRegistered"), Events.Registered(arn));
        Assert.Equal([OneFault], await stack.FindingsAsync());
        stack.Proxy.Forget();

        var changed = stack.Start("TaskStateChanged");
        await SucceedAsync(changed, Events.Stopped(arn, "a", "EssentialContainerExited", 0, null, capacityProvider: "FARGATE_SPOT"));
        Assert.Equal(
            // The query is the look for a new policy file.
            ["dynamodb:Query", "dynamodb:GetItem", "dynamodb:UpdateItem", "ecs:DescribeTaskDefinition", "ecs:ListAccountSettings", "dynamodb:BatchWriteItem", "dynamodb:UpdateItem"],
            stack.Proxy.Actions);
        Assert.Equal([OneFault, "unset-stop-timeout-on-spot app open 1"], await stack.FindingsAsync());
        await stack.TellAsync();
        var messages = await stack.MessagesAsync();
        Assert.Equal(2, messages.Length);
        Assert.Single(messages, message => message.StartsWith(
            $"late-{stack.Name}:1 ({MotoServer.Account}, {MotoServer.Region}) has 1 new finding, 1 still open, 0 fixed.\nA task of the family was seen on FARGATE, on Spot capacity. ", StringComparison.Ordinal));

        stack.Proxy.Forget();
        await SucceedAsync(changed, Events.Stopped(arn, "b", "EssentialContainerExited", 0, null, capacityProvider: "FARGATE_SPOT"));
        Assert.Equal(["dynamodb:GetItem"], stack.Proxy.Actions);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task What_a_published_policy_file_exempts_is_recorded_as_exempt_and_not_told(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        await stack.PublishAsync($$"""
            version: 1
            {{Deployment.AtOnce}}
            teams: [{ name: shop, match: { families: ["exempt-*"] } }]
            exemptions: [{ policy: blocking-log-driver, match: { families: ["exempt-{{stack.Name}}"] }, reason: SHOP-1, owner: shop@example.com, expires: 2199-12-31 }]
            """);
        var arn = await Events.RegisterAsync(moto, Events.DefinitionWithOneFault($"exempt-{stack.Name}"));
        await SucceedAsync(stack.Start("TaskDefinitionRegistered"), Events.Registered(arn));

        Assert.Equal([OneFault.Replace(" open ", " exempted ", StringComparison.Ordinal)], await stack.FindingsAsync());
        var finding = Assert.Single(await stack.ItemsAsync(), item => item.ContainsKey("policy"));
        Assert.Equal(("shop", "shop@example.com"), (finding["team"].S, finding["ruling"].M["exemptionOwner"].S));
        await stack.TellAsync();
        Assert.DoesNotContain("sns:Publish", stack.Proxy.Actions);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task A_rejected_event_is_a_fault_with_its_reason_and_the_next_one_is_handled(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        var function = stack.Start("TaskDefinitionRegistered");
        var rejected = await function.InvokeAsync(Events.ApiCall("RegisterTaskDefinition", null, null, "2026-11-20T10:00:00Z"));
        var ignored = await function.InvokeAsync(Events.ApiCall("RegisterTaskDefinition", null, null, "2026-11-20T10:00:00Z", errorCode: "ClientException"));

        Assert.False(rejected.Succeeded);
        using var report = JsonDocument.Parse(rejected.Report.Body);
        Assert.Equal("the event names neither the revision nor the family: CloudTrail leaves out what is larger than 100 KB", report.RootElement.GetProperty("errorMessage").GetString());
        Assert.Equal("RejectedEventException", report.RootElement.GetProperty("errorType").GetString());
        Assert.True(ignored.Succeeded);
        Assert.Empty(await stack.ItemsAsync());
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task A_function_is_allowed_exactly_what_it_calls(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        await stack.PublishAsync("version: 1\n");
        var family = $"calls-{stack.Name}";
        var arn = await Events.RegisterAsync(moto, Events.DefinitionWithOneFault(family));

        // Registered: an ordinary one, one whose answer is left out, one that is not judged, and one that takes over from an interrupted revision.
        var registered = stack.Start("TaskDefinitionRegistered");
        await SucceedAsync(registered, Events.Registered(arn));
        var second = await Events.RegisterAsync(moto, Events.DefinitionWithOneFault(family));
        await SucceedAsync(registered, Events.ApiCall("RegisterTaskDefinition", new JsonObject { ["family"] = family }, null, DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture)));
        await SucceedAsync(registered, Events.ApiCall("RegisterDaemonTaskDefinition", new JsonObject { ["family"] = "agent" }, null, "2026-11-20T10:01:00Z"));
        AssertGranted("TaskDefinitionRegistered", stack);

        stack.Proxy.Forget();
        var changed = stack.Start("TaskStateChanged");
        await SucceedAsync(changed, Events.Stopped(second, "a", "EssentialContainerExited", 137, "OutOfMemoryError: container killed due to memory usage"));
        await SucceedAsync(changed, Events.Stopped(second, "b", "SpotInterruption", 137, null, capacityProvider: "FARGATE_SPOT"));
        AssertGranted("TaskStateChanged", stack);

        stack.Proxy.Forget();
        await SucceedAsync(stack.Start("TaskDefinitionDeregistered"), Events.ApiCall("DeregisterTaskDefinition", new JsonObject { ["taskDefinition"] = second }, null, "2026-11-20T12:00:00Z"));
        AssertGranted("TaskDefinitionDeregistered", stack);

        // A revision after an interruption: what was recorded for the task is looked for.
        stack.Proxy.Forget();
        var third = await Events.RegisterAsync(moto, Events.DefinitionWithOneFault(family, mode: "non-blocking"));
        await SucceedAsync(registered, Events.Registered(third, "2026-11-20T13:00:00Z"));
        Assert.Contains("dynamodb:Query", stack.Proxy.Actions);

        // Due: messages, and another policy file, under which a revision is judged again.
        stack.Proxy.Forget();
        await stack.PublishAsync($$"""{ version: 1, {{Deployment.AtOnce}}, policies: { untagged-definition: { keys: [team] } } }""");
        await stack.TellAsync();
        AssertGranted("DueActions", stack);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Days_are_counted_and_the_week_is_told_with_exactly_what_is_granted_for_it(string form)
    {
        const string Scheduled = """{ "detail-type": "Scheduled Event", "source": "aws.events", "detail": {} }""";
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        await stack.PublishAsync("version: 1\nexemptions: [{ policy: root-user, reason: SHOP-1, owner: shop@example.com, expires: 2199-12-31 }]\n");
        var arn = await Events.RegisterAsync(moto, Events.DefinitionWithOneFault($"digest-{stack.Name}"));
        await SucceedAsync(stack.Start("TaskDefinitionRegistered"), Events.Registered(arn));
        // The last run was long ago, so on whatever day this one is, a week is due, and as many days as are made up for.
        await stack.RememberAsync("digest", """{"day":"2020-01-01","week":"2020-W01","unused":[]}""");
        stack.Proxy.Forget();

        var digest = stack.Start("Digest");
        await SucceedAsync(digest, Scheduled);

        AssertGranted("Digest", stack);
        var items = await stack.ItemsAsync();
        var counts = items.Where(item => item["pk"].S.StartsWith("COUNT#", StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            [$"COUNT#account#{MotoServer.Account} 31", "COUNT#all 31", "COUNT#policy#blocking-log-driver 31", "COUNT#team#unassigned 31"],
            counts.GroupBy(item => item["pk"].S).Select(scope => $"{scope.Key} {scope.Select(item => item["sk"].S).Distinct(StringComparer.Ordinal).Count()}").Order(StringComparer.Ordinal));
        Assert.All(counts, item => Assert.Equal(
            ("at exempted fixed observed openFindings opened pk sk", "critical 0, high 1, info 0, low 0, medium 0", "0", "0"),
            (string.Join(' ', item.Keys.Order(StringComparer.Ordinal)), string.Join(", ", item["openFindings"].M.OrderBy(severity => severity.Key, StringComparer.Ordinal).Select(severity => $"{severity.Key} {severity.Value.N}")), item["exempted"].N, item["fixed"].N)));
        using var notice = JsonDocument.Parse(Assert.Single(items, item => item["pk"].S.StartsWith("NOTICE#week/platform/", StringComparison.Ordinal))["pending"].S);
        Assert.Equal("high", notice.RootElement.GetProperty("summary").GetProperty("severity").GetString());
        Assert.Equal(["InvocationDuration"], await digest.MetricsAsync("InvocationDuration"));

        // It is done for today.
        stack.Proxy.Forget();
        await SucceedAsync(digest, Scheduled);
        Assert.Equal(["dynamodb:UpdateItem", "dynamodb:UpdateItem"], stack.Proxy.Actions);
        Assert.Equal(items.Count, (await stack.ItemsAsync()).Count);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Roles_are_read_with_exactly_what_is_granted_for_it_and_judged(string form)
    {
        const string AllowAll = """{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }""";
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        var family = $"roles-{stack.Name}";
        foreach (var (role, service) in new[] { (family, "ecs-tasks.amazonaws.com"), ($"{family}-execution", "ec2.amazonaws.com") })
        {
            await moto.IamAsync(
                "CreateRole",
                ("RoleName", role),
                ("AssumeRolePolicyDocument", $$"""{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "Service": "{{service}}" }, "Action": "sts:AssumeRole" }] }"""));
        }

        await moto.IamAsync("AttachRolePolicy", ("RoleName", family), ("PolicyArn", await moto.CreatePolicyAsync($"{family}-all", AllowAll)));
        await moto.IamAsync("PutRolePolicy", ("RoleName", $"{family}-execution"), ("PolicyName", "logs"), ("PolicyDocument", AllowAll.Replace("\"*\", \"Resource", "\"logs:CreateLogStream\", \"Resource", StringComparison.Ordinal)));
        var arn = await Events.RegisterAsync(moto, Events.DefinitionWithOneFault(family));
        await SucceedAsync(stack.Start("TaskDefinitionRegistered", readRoles: true), Events.Registered(arn));

        Assert.Equal(
            Template.Load().StatementsOfReadRoles().SelectMany(statement => Template.Texts(statement["Action"])).Order(StringComparer.Ordinal),
            stack.Proxy.Actions.Where(action => action.StartsWith("iam:", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "administrator-task-role /taskRoleArn open 1",
                OneFault,
                "execution-role-lacks-permission app/logConfiguration/options/awslogs-group open 1",
                "untrusting-role /executionRoleArn open 1",
            ],
            await stack.FindingsAsync());
    }

    /// <summary>A message for Slack and one for a team's topic wait. The secret holds no webhook, so that Slack is not called; and it is shown nowhere.</summary>
    [Theory, MemberData(nameof(Forms))]
    public async Task Teams_are_told_on_channels_of_their_own_as_far_as_the_parameters_allow(string form)
    {
        await using var stack = await Deployment.CreateAsync(moto, executables.PathOf(form));
        var secret = await moto.CreateSecretAsync(stack.Name, "https://example.com/canaryCanary");
        var topic = await moto.CreateTopicAsync($"{stack.Name}-team");
        var queue = await moto.SubscribeQueueAsync(topic, $"{stack.Name}-team");
        await stack.KeepAsync(new(ChannelKind.Slack, secret, Severity.Low), new(ChannelKind.Sns, topic, Severity.Low, ChannelFormat.AmazonQ));

        var due = stack.Start("DueActions");
        await SucceedAsync(due, """{ "detail-type": "Scheduled Event", "source": "aws.events", "detail": {} }""");

        Assert.Equal(["secretsmanager:GetSecretValue", "sns:Publish"], stack.Proxy.Actions.Where(action => !action.StartsWith("dynamodb:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["secretsmanager:GetSecretValue", "sns:Publish"],
            Template.Load().AddedStatementsOf("DueActions").SelectMany(statement => Template.Texts(statement["Action"])).Where(action => !action.StartsWith("iam:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var told = JsonNode.Parse(Assert.Single(await moto.ReceiveAsync(queue)).GetProperty("Message").GetString()!)!;
        Assert.Equal("web:8 has 1 new finding, 0 still open, 0 fixed", (string?)told["content"]!["title"]);
        Assert.Equal(["InvocationDuration", "Notifications"], await due.MetricsAsync("InvocationDuration"));
        Assert.Contains("holds no webhook of Slack", due.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", due.Output, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task SucceedAsync(FunctionProcess function, string input)
    {
        var outcome = await function.InvokeAsync(input);
        Assert.True(outcome.Succeeded, outcome.Report.Text + function.Output);
    }

    /// <summary>Logs and the dead-letter queue are Lambda's own calls, so the proxy does not see them.</summary>
    private static void AssertGranted(string function, Deployment stack)
    {
        var granted = Template.Load().StatementsOf(function)
            .SelectMany(statement => Template.Texts(statement["Action"]))
            .Where(action => !action.StartsWith("logs:", StringComparison.Ordinal) && !action.StartsWith("sqs:", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);
        Assert.Equal(granted.Order(StringComparer.Ordinal), stack.Proxy.Actions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}
