using System.Reflection;
using Amazon.DynamoDBv2.Model;
using Amazon.IdentityManagement;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Functions.Telemetry;
using EcsGuard.Functions.Triggers;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Digests;
using YamlDotNet.RepresentationModel;

namespace EcsGuard.Functions.Tests;

/// <summary>Holds template.yaml against the function classes: what is deployed is what the code says.</summary>
public sealed class TemplateTests
{
    private const string Indexes = "!Sub ${FindingsTable.Arn}/index";
    private const string FollowPolicyFile = $"!GetAtt FindingsTable.Arn {{ ForAllValues:StringEquals: {{ dynamodb:LeadingKeys: [{FindingTable.PolicyFiles}] }} }}";

    private static readonly Template Deployed = Template.Load();

    private static readonly Type[] FunctionClasses =
    [
        .. typeof(IEventFunction).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && (type.IsAssignableTo(typeof(IEventFunction)) || type.IsAssignableTo(typeof(IScheduledFunction))))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    public static TheoryData<string> Functions => [.. FunctionClasses.Select(type => type.Name)];

    [Fact]
    public void Every_function_class_is_deployed_and_nothing_else() =>
        Assert.Equal(
            FunctionClasses.Select(type => type.Name),
            Deployed.OfType("AWS::Serverless::Function").Select(function => function.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_function_class_can_be_composed() =>
        Assert.Equal(FunctionClasses.Select(type => type.Name), AwsFunctions.All.Keys.Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Functions))]
    public void A_function_is_started_by_its_own_name_and_runs_under_its_own_role(string function)
    {
        var properties = Deployed.Properties(function);
        Assert.Equal(function, Template.Text(properties["Handler"]));
        Assert.Equal($"!GetAtt {function}Role.Arn", Template.Text(properties["Role"]));
        Assert.Equal("!GetAtt RejectedEvents.Arn", Template.Text(Template.Get(properties, "EventInvokeConfig", "DestinationConfig", "OnFailure", "Destination")!));
    }

    [Theory, MemberData(nameof(Functions))]
    public void The_rules_of_a_function_are_its_triggers(string function)
    {
        var type = FunctionClasses.Single(candidate => candidate.Name == function);
        var declared = type.GetCustomAttributes<EventBridgeTriggerAttribute>().Select(Pattern)
            .Concat(type.GetCustomAttributes<ScheduleTriggerAttribute>().Select(trigger => trigger.Expression));
        var deployed = RulesOf(function).Select(rule => Template.Text(Template.Get(rule.Properties, "EventPattern") ?? rule.Properties["ScheduleExpression"]));
        Assert.Equal(declared.Order(StringComparer.Ordinal), deployed.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Functions))]
    public void Every_rule_may_call_its_function_and_keeps_what_it_cannot_deliver(string function)
    {
        var permissions = Deployed.OfType("AWS::Lambda::Permission").Select(permission => Template.Text(permission.Properties)).ToArray();
        var senders = Template.Texts(Template.Get(((YamlSequenceNode)Template.Get(Deployed.Properties("UndeliveredEventsPolicy"), "PolicyDocument", "Statement")!)[0], "Condition", "ArnEquals", "aws:SourceArn")).ToArray();
        Assert.All(RulesOf(function), rule =>
        {
            Assert.Contains($"{{ Action: lambda:InvokeFunction, FunctionName: !Ref {function}, Principal: events.amazonaws.com, SourceArn: !GetAtt {rule.Name}.Arn }}", permissions);
            Assert.Equal("{ Arn: !GetAtt UndeliveredEvents.Arn }", Template.Text(Target(rule.Properties)["DeadLetterConfig"]));
            Assert.Contains($"!GetAtt {rule.Name}.Arn", senders);
        });
    }

    [Theory, MemberData(nameof(Functions))]
    public void A_function_may_write_only_its_own_log(string function)
    {
        var statements = All(function).Select(Template.Text).ToArray();
        Assert.Contains($"{{ Sid: Log, Effect: Allow, Action: [logs:CreateLogStream, logs:PutLogEvents], Resource: !GetAtt {function}Logs.Arn }}", statements);
        Assert.Single(statements, statement => statement.Contains("logs:", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Functions))]
    public void Nothing_is_granted_on_everything_but_what_ecs_cannot_limit(string function) =>
        Assert.All(
            All(function).Where(statement => Template.Texts(statement["Resource"]).Contains("*", StringComparer.Ordinal)),
            statement => Assert.Empty(Template.Texts(statement["Action"]).Except(["ecs:DescribeTaskDefinition", "ecs:ListAccountSettings", "ecs:ListTaskDefinitions"], StringComparer.Ordinal)));

    /// <summary>
    /// Whoever judges a revision may look for the families with its task role; whoever may close findings of tasks, for those. Of the table itself only the part
    /// that says what is in force is searched, but by the daily work, which reads all of it.
    /// </summary>
    [Theory]
    [InlineData("TaskDefinitionRegistered", FollowPolicyFile, $"{Indexes}/{FindingTable.OpenOfTasks}", $"{Indexes}/{FindingTable.FamiliesByTaskRole}")]
    [InlineData("TaskDefinitionDeregistered")]
    [InlineData("TaskStateChanged", FollowPolicyFile, $"{Indexes}/{FindingTable.FamiliesByTaskRole}")]
    [InlineData("DueActions", FollowPolicyFile, $"{Indexes}/{FindingTable.Due}", $"{Indexes}/{FindingTable.FamiliesByTaskRole}")]
    [InlineData("Digest", "!GetAtt FindingsTable.Arn")]
    public void A_function_may_search_only_what_it_asks(string function, params string[] places) =>
        Assert.Equal(
            places,
            Deployed.StatementsOf(function)
                .Where(statement => Template.Texts(statement["Action"]).Contains("dynamodb:Query", StringComparer.Ordinal))
                .SelectMany(statement => Template.Texts(statement["Resource"]).Select(resource => $"{resource}{(Template.Get(statement, "Condition") is { } condition ? $" {Template.Text(condition)}" : "")}")));

    /// <summary>What is granted is what the client can call.</summary>
    [Fact]
    public void Roles_are_read_only_where_the_operator_allows_it_and_only_read()
    {
        const string Grant = "ReadRolesPolicy";
        Assert.Equal("{ Type: String, Default: false, AllowedValues: [true, false], Description: Whether EcsGuard may read the IAM roles that revisions name, and their policies. }", Template.Text(Deployed.At("Parameters", "ReadRoles")!));
        Assert.Equal("!Equals [!Ref ReadRoles, true]", Template.Text(Deployed.At("Conditions", "ReadsRoles")!));
        Assert.Equal("ReadsRoles", Template.Text(Deployed.At("Resources", Grant, "Condition")!));
        Assert.Equal("[!Ref TaskDefinitionRegisteredRole, !Ref TaskStateChangedRole, !Ref DueActionsRole]", Template.Text(Deployed.Properties(Grant)["Roles"]));
        Assert.Equal(
            typeof(IAmazonIdentityManagementService).GetMethods().Where(method => !method.IsSpecialName).Select(method => $"iam:{method.Name.Replace("Async", "", StringComparison.Ordinal)}").Order(StringComparer.Ordinal),
            Deployed.StatementsOfReadRoles().SelectMany(statement => Template.Texts(statement["Action"])).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["!Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*", "!Sub arn:${AWS::Partition}:iam::aws:policy/*", "!Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/*"],
            Deployed.StatementsOfReadRoles().SelectMany(statement => Template.Texts(statement["Resource"])));
        Assert.DoesNotContain("iam:", string.Join('\n', FunctionClasses.SelectMany(function => Deployed.StatementsOf(function.Name)).SelectMany(statement => Template.Texts(statement["Action"]))), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Functions))]
    public void Whatever_judges_revisions_is_told_whether_to_read_roles_and_nothing_else(string function) =>
        Assert.Equal(
            function is not (nameof(TaskDefinitionDeregistered) or nameof(Digest)) ? "{ ECSGUARD_READ_ROLES: !Ref ReadRoles }" : null,
            Template.Get(Deployed.Properties(function), "Environment", "Variables") is { } variables ? Template.Text(variables) : null);

    /// <summary>One function tells: only who sees all messages can tell a storm from a message, and keep to a channel's pace.</summary>
    [Theory, MemberData(nameof(Functions))]
    public void Only_the_function_that_tells_may_use_the_channels(string function)
    {
        var statements = All(function).Select(Template.Text).Where(statement => statement.Contains("sns:", StringComparison.Ordinal) || statement.Contains("secretsmanager:", StringComparison.Ordinal));
        string[] tells = function is not nameof(DueActions) ? [] :
        [
            "{ Sid: Tell, Effect: Allow, Action: sns:Publish, Resource: !Ref FindingsTopic }",
            "{ Sid: TellTeams, Effect: Allow, Action: sns:Publish, Resource: !Ref TeamTopics }",
            "{ Sid: FindWebhooks, Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Ref SlackSecrets }",
        ];
        Assert.Equal(tells, statements);
    }

    [Fact]
    public void An_alarm_looks_at_the_messages_that_the_function_for_them_cannot_deliver()
    {
        var alarm = Deployed.Properties("UndeliveredNotificationsAlarm");
        Assert.Equal(EmfMetrics.Namespace, Template.Text(alarm["Namespace"]));
        Assert.Equal("UndeliveredNotifications", Template.Text(alarm["MetricName"]));
        Assert.Equal($"[{{ Name: Function, Value: {nameof(DueActions)} }}]", Template.Text(alarm["Dimensions"]));
        Assert.Equal("[!Ref FindingsTopic]", Template.Text(alarm["AlarmActions"]));
    }

    [Fact]
    public void Whatever_is_judged_or_kept_as_not_judged_is_delivered() =>
        Assert.Equal(
            [JudgeRevision.Registration, .. JudgeRevision.Unjudged],
            typeof(TaskDefinitionRegistered).GetCustomAttribute<EventBridgeTriggerAttribute>()!.EventNames);

    [Fact]
    public void The_table_is_the_one_that_the_code_reads_and_writes()
    {
        var definition = FindingTable.Definition("any");
        var table = Deployed.Properties("FindingsTable");
        Assert.Equal(definition.AttributeDefinitions.Select(attribute => $"{{ AttributeName: {attribute.AttributeName}, AttributeType: {attribute.AttributeType} }}"), Template.Texts(table["AttributeDefinitions"]));
        Assert.Equal(Keys(definition.KeySchema), Template.Text(table["KeySchema"]));
        Assert.Equal(
            definition.GlobalSecondaryIndexes.Select(index => $"{{ IndexName: {index.IndexName}, KeySchema: {Keys(index.KeySchema)}, Projection: {{ ProjectionType: {index.Projection.ProjectionType} }} }}"),
            Template.Texts(table["GlobalSecondaryIndexes"]));
        Assert.Equal($"{{ AttributeName: {FindingTable.ExpiresAttribute}, Enabled: true }}", Template.Text(table["TimeToLiveSpecification"]));
        Assert.Equal(definition.BillingMode.Value, Template.Text(table["BillingMode"]));

        static string Keys(IEnumerable<KeySchemaElement> keys) =>
            $"[{string.Join(", ", keys.Select(key => $"{{ AttributeName: {key.AttributeName}, KeyType: {key.KeyType} }}"))}]";
    }

    [Fact]
    public void No_function_outlives_a_claim() =>
        Assert.True(TimeSpan.FromSeconds(int.Parse(Template.Text(Deployed.Global("Timeout")!), System.Globalization.CultureInfo.InvariantCulture)) < FamilyWork.ClaimLength);

    /// <summary>Everything recorded takes longer to read than an event to handle, so its own claim is longer, too.</summary>
    [Fact]
    public void The_daily_work_does_not_outlive_its_claim()
    {
        var timeout = int.Parse(Template.Text(Deployed.Properties(nameof(Digest))["Timeout"]), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(900, timeout);
        Assert.True(TimeSpan.FromSeconds(timeout) < DailyWork.ClaimLength);
        Assert.All(FunctionClasses.Where(type => type != typeof(Digest)), type => Assert.Null(Template.Get(Deployed.Properties(type.Name), "Timeout")));
    }

    private static IEnumerable<YamlMappingNode> All(string function) => Deployed.StatementsOf(function).Concat(Deployed.AddedStatementsOf(function));

    private static IEnumerable<(string Name, YamlMappingNode Properties)> RulesOf(string function) =>
        Deployed.OfType("AWS::Events::Rule").Where(rule => Template.Text(Target(rule.Properties)["Arn"]) == $"!GetAtt {function}.Arn");

    private static YamlNode Target(YamlMappingNode rule) => Assert.Single((YamlSequenceNode)rule["Targets"]);

    /// <summary>The pattern that a trigger asks for, written as the template writes it. Failed calls change nothing, so no rule delivers them.</summary>
    private static string Pattern(EventBridgeTriggerAttribute trigger)
    {
        var detail = trigger.EventNames.Length > 0
            ? $"{{ eventSource: [ecs.amazonaws.com], eventName: [{string.Join(", ", trigger.EventNames)}], errorCode: [{{ exists: false }}] }}"
            : $"{{ lastStatus: [{string.Join(", ", trigger.DeliveredStatuses)}] }}";
        return $"{{ source: [{trigger.Source}], detail-type: [{trigger.DetailType}], detail: {detail} }}";
    }
}
