using System.Reflection;
using System.Text.Json;
using EcsGuard.Functions.Triggers;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Functions.Tests;

public sealed class EventRouterTests : IDisposable
{
    private readonly InProcessFindingStore _store = new();
    private readonly EventRouter _router;

    public EventRouterTests()
    {
        var families = new FamilyWork(_store, TimeProvider.System);
        var outbox = new Outbox(new Silence(), new Silence(), TimeProvider.System, NullLogger<Outbox>.Instance);
        var judgeRevision = new JudgeRevision(new TaskDefinitionRegistry(), new Silence(), new FixedPolicyFile(PolicyFile.None), _store, families, outbox, new Silence(), TimeProvider.System, NullLogger<JudgeRevision>.Instance);
        _router = new(
            new TaskDefinitionRegistered(judgeRevision),
            new TaskDefinitionDeregistered(new CloseRevision(families)),
            new TaskStateChanged(new JudgeTask(new FixedPolicyFile(PolicyFile.None), _store, _store, families, new LearnFacts(_store, families, judgeRevision, outbox, new Silence(), TimeProvider.System), outbox, new Silence(), TimeProvider.System)));
    }

    [Theory]
    [InlineData("RegisterTaskDefinition", typeof(TaskDefinitionRegistered))]
    [InlineData("RegisterDaemonTaskDefinition", typeof(TaskDefinitionRegistered))]
    [InlineData("CreateDaemon", typeof(TaskDefinitionRegistered))]
    [InlineData("UpdateDaemon", typeof(TaskDefinitionRegistered))]
    [InlineData("CreateExpressGatewayService", typeof(TaskDefinitionRegistered))]
    [InlineData("UpdateExpressGatewayService", typeof(TaskDefinitionRegistered))]
    [InlineData("DeregisterTaskDefinition", typeof(TaskDefinitionDeregistered))]
    [InlineData("DeleteTaskDefinitions", typeof(TaskDefinitionDeregistered))]
    [InlineData("registerTaskDefinition", null)]
    [InlineData("CreateService", null)]
    [InlineData("CreateCluster", null)]
    [InlineData("", null)]
    public void A_call_goes_to_the_function_that_declares_it(string eventName, Type? function)
    {
        Assert.Equal(function, _router.Find(Event("AWS API Call via CloudTrail", $$"""{ "eventName": "{{eventName}}" }"""))?.GetType());
        Assert.Equal(function, _router.Find(EventEnvelope.Read(Json($$"""{ "eventSource": "ecs.amazonaws.com", "eventName": "{{eventName}}" }""")))?.GetType());
    }

    [Theory]
    [InlineData("ECS Task State Change", typeof(TaskStateChanged))]
    [InlineData("ecs task state change", null)]
    [InlineData("ECS Service Action", null)]
    [InlineData("ECS Deployment State Change", null)]
    [InlineData("ECS Container Instance State Change", null)]
    [InlineData("ECS Container Instance Health Change", null)]
    [InlineData("ECS Daemon Deployment State Change", null)]
    [InlineData("Something New", null)]
    public void Another_event_goes_to_the_function_that_declares_its_type(string detailType, Type? function) =>
        Assert.Equal(function, _router.Find(Event(detailType, "{}"))?.GetType());

    [Theory]
    [InlineData("PENDING")]
    [InlineData("RUNNING")]
    [InlineData("DEPROVISIONING")]
    [InlineData("STOPPED")]
    public void In_process_each_status_of_a_task_is_passed_on(string status) =>
        Assert.IsType<TaskStateChanged>(_router.Find(Event("ECS Task State Change", $$"""{ "lastStatus": "{{status}}" }""")));

    [Theory]
    [InlineData("AWS API Call via CloudTrail", """{ "eventName": "CreateCluster" }""", "aws.ecs", "no function is triggered by CreateCluster of aws.ecs")]
    [InlineData("AWS API Call via CloudTrail", """{ "eventName": "RegisterTaskDefinition" }""", "aws.batch", "no function is triggered by RegisterTaskDefinition of aws.batch")]
    [InlineData("ECS Service Action", "{}", "aws.ecs", "no function is triggered by 'ECS Service Action' of aws.ecs")]
    [InlineData("ECS Task State Change", "{}", "custom", "no function is triggered by 'ECS Task State Change' of custom")]
    public async Task What_no_function_declares_is_ignored_with_the_reason(string detailType, string detail, string source, string reason) =>
        Assert.Equal(Disposition.Ignored(reason), await _router.RunAsync(Event(detailType, detail, source), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Runs_the_function_that_it_finds()
    {
        Assert.Equal(Disposition.Rejected("the event names no task"), await _router.RunAsync(Event("ECS Task State Change", "{}"), TestContext.Current.CancellationToken));
        Assert.Equal(
            Disposition.Rejected("the event names neither the revision nor the family: CloudTrail leaves out what is larger than 100 KB"),
            await _router.RunAsync(Event("AWS API Call via CloudTrail", """{ "eventName": "RegisterTaskDefinition" }"""), TestContext.Current.CancellationToken));
        Assert.Equal(
            Disposition.Rejected("the event does not name the revisions that DeleteTaskDefinitions closed"),
            await _router.RunAsync(Event("AWS API Call via CloudTrail", """{ "eventName": "DeleteTaskDefinitions" }"""), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void No_event_goes_to_two_functions()
    {
        var routes =
            from type in typeof(IEventFunction).Assembly.GetTypes()
            from trigger in type.GetCustomAttributes<EventBridgeTriggerAttribute>()
            from eventName in trigger.EventNames.DefaultIfEmpty("any")
            orderby trigger.DetailType, eventName
            select $"{trigger.Source}, {trigger.DetailType}, {eventName}: {type.Name}";
        Assert.Equal(
            [
                "aws.ecs, AWS API Call via CloudTrail, CreateDaemon: TaskDefinitionRegistered",
                "aws.ecs, AWS API Call via CloudTrail, CreateExpressGatewayService: TaskDefinitionRegistered",
                "aws.ecs, AWS API Call via CloudTrail, DeleteTaskDefinitions: TaskDefinitionDeregistered",
                "aws.ecs, AWS API Call via CloudTrail, DeregisterTaskDefinition: TaskDefinitionDeregistered",
                "aws.ecs, AWS API Call via CloudTrail, RegisterDaemonTaskDefinition: TaskDefinitionRegistered",
                "aws.ecs, AWS API Call via CloudTrail, RegisterTaskDefinition: TaskDefinitionRegistered",
                "aws.ecs, AWS API Call via CloudTrail, UpdateDaemon: TaskDefinitionRegistered",
                "aws.ecs, AWS API Call via CloudTrail, UpdateExpressGatewayService: TaskDefinitionRegistered",
                "aws.ecs, ECS Task State Change, any: TaskStateChanged",
            ],
            routes);
    }

    [Fact]
    public void What_is_not_judged_is_what_its_function_declares() =>
        Assert.Equal(
            JudgeRevision.Unjudged.Prepend(JudgeRevision.Registration),
            typeof(TaskDefinitionRegistered).GetCustomAttribute<EventBridgeTriggerAttribute>()!.EventNames);

    [Fact]
    public void Each_function_has_one_kind_of_trigger() =>
        Assert.Equal(
            ["Digest: schedule", "DueActions: schedule", "TaskDefinitionDeregistered: events", "TaskDefinitionRegistered: events", "TaskStateChanged: events"],
            from type in typeof(IEventFunction).Assembly.GetTypes()
            where type is { IsClass: true, IsAbstract: false } && (type.IsAssignableTo(typeof(IEventFunction)) || type.IsAssignableTo(typeof(IScheduledFunction)))
            let events = type.GetCustomAttributes<EventBridgeTriggerAttribute>().Any() ? "events" : ""
            let schedule = type.GetCustomAttributes<ScheduleTriggerAttribute>().Any() ? "schedule" : ""
            orderby type.Name
            select $"{type.Name}: {events}{schedule}");

    public void Dispose() => _store.Dispose();

    private static EventEnvelope Event(string detailType, string detail, string source = "aws.ecs") =>
        EventEnvelope.Read(Json($$"""{ "detail-type": "{{detailType}}", "source": "{{source}}", "detail": {{detail}} }"""));

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>Channel, metrics and settings of which these tests expect nothing.</summary>
    private sealed class Silence : INotifications, IMetrics, IAccountSettings
    {
        public string DefaultChannel => "silence";

        public Task PublishAsync(Message message, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Count(string name, double value, params ReadOnlySpan<(string Name, string Value)> dimensions)
        {
        }

        public void Duration(string name, TimeSpan value, params ReadOnlySpan<(string Name, string Value)> dimensions)
        {
        }

        public Task<string?> DefaultLogDriverModeAsync(string account, string region, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
