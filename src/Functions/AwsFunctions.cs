using System.Diagnostics.CodeAnalysis;
using EcsGuard.Aws;
using EcsGuard.Aws.DynamoDB;
using EcsGuard.Functions.Hosting;
using EcsGuard.Pipeline;
using EcsGuard.Pipeline.Digests;
using EcsGuard.Pipeline.Notifications;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace EcsGuard.Functions;

/// <summary>The functions on AWS: the composition root of the Lambda process. Only the function that runs is composed.</summary>
internal static class AwsFunctions
{
    /// <summary>Every function by the name that _HANDLER gives it.</summary>
    public static IReadOnlyDictionary<string, FunctionFactory> All { get; } = new Dictionary<string, FunctionFactory>(StringComparer.Ordinal)
    {
        [nameof(TaskDefinitionRegistered)] = static services => OnEvent(services, new TaskDefinitionRegistered(Adapters.Create(services).JudgeRevision())),
        [nameof(TaskDefinitionDeregistered)] = static services => OnEvent(services, new TaskDefinitionDeregistered(Adapters.Create(services).CloseRevision())),
        [nameof(TaskStateChanged)] = static services => OnEvent(services, new TaskStateChanged(Adapters.Create(services).JudgeTask())),
        [nameof(DueActions)] = static services => OnSchedule(new DueActions(Adapters.Create(services).DueWork())),
        [nameof(Digest)] = static services => OnSchedule(new Digest(Adapters.Create(services).DailyWork())),
    };

    private static FunctionHandler OnEvent(FunctionServices services, IEventFunction function)
    {
        var delivery = new EventDelivery(function, services.Metrics, services.Loggers.CreateLogger<EventDelivery>());
        return async (input, _, cancellationToken) =>
        {
            await delivery.RunAsync(input, cancellationToken);
            return default;
        };
    }

    private static FunctionHandler OnSchedule(IScheduledFunction function) => async (_, _, cancellationToken) =>
    {
        await function.RunAsync(cancellationToken);
        return default;
    };

    /// <summary>The ports on AWS, as the environment of the function names them.</summary>
    private sealed record Adapters(FunctionServices Services, AwsClients Clients, string Table, IPolicyFiles PolicyFiles, IFindingStore Store, INotifications Notifications)
    {
        [SuppressMessage("Reliability", "CA2000", Justification = "The clients live as long as the process.")]
        public static Adapters Create(FunctionServices services)
        {
            var clients = new AwsClients(
                new()
                {
                    Region = Variable("AWS_REGION"),
                    Account = Environment.GetEnvironmentVariable("ECSGUARD_ACCOUNT"),
                },
                services.Time);
            var table = Variable("ECSGUARD_TABLE");
            return new(
                services,
                clients,
                table,
                new LatestPolicyFile(new DynamoDbPublishedPolicyFiles(clients.DynamoDb, table), services.Metrics, services.Time, services.Loggers.CreateLogger<LatestPolicyFile>()),
                new DynamoDbFindingStore(clients.DynamoDb, table, services.Time),
                new AwsNotifications(clients, Variable("ECSGUARD_TOPIC"), services.Time));
        }

        public JudgeRevision JudgeRevision() => new(
            new EcsTaskDefinitions(Clients),
            new EcsAccountSettings(Clients, Services.Time, Logger<EcsAccountSettings>()),
            PolicyFiles,
            Store, Families(), Outbox(), Services.Metrics, Services.Time, Logger<JudgeRevision>())
        {
            Roles = Environment.GetEnvironmentVariable("ECSGUARD_READ_ROLES") == "true" ? new IamRoles(Clients, Services.Time, Logger<IamRoles>()) : null,
        };

        public CloseRevision CloseRevision() => new(Families());

        public JudgeTask JudgeTask() => new(PolicyFiles, Store, Estate(), Families(), new LearnFacts(Store, Families(), JudgeRevision(), Outbox(), Services.Metrics, Services.Time), Outbox(), Services.Metrics, Services.Time);

        public DailyWork DailyWork() => new(
            Estate(),
            PolicyFiles,
            new DynamoDbSnapshots(Clients.DynamoDb, Table),
            Notices(),
            Jobs(),
            Services.Time);

        public DueWork DueWork() => new(
            PolicyFiles,
            Store,
            Estate(),
            Families(),
            new(PolicyFiles, Estate(), Jobs(), Families(), JudgeRevision(), Outbox(), Services.Time),
            Outbox(),
            Telling(),
            Services.Time);

        private DynamoDbEstate Estate() => new(Clients.DynamoDb, Table);

        private DynamoDbJobs Jobs() => new(Clients.DynamoDb, Table);

        private DynamoDbNotices Notices() => new(Clients.DynamoDb, Table, Services.Time);

        private FamilyWork Families() => new(Store, Services.Time);

        private Outbox Outbox() => new(Notifications, Services.Metrics, Services.Time, Logger<Outbox>());

        private Telling Telling() => new(
            PolicyFiles,
            Estate(),
            Jobs(),
            Notices(),
            Families(),
            new(Notifications, Services.Metrics, Services.Time, Logger<Teller>()),
            Services.Time);

        private ILogger<T> Logger<T>() => Services.Loggers.CreateLogger<T>();

        private static string Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"The environment variable {name} is not set. template.yaml sets it for every function.");
    }
}
