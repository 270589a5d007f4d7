using System.Collections.Immutable;
using EcsGuard.Policies.Model;
using FsCheck;
using FsCheck.Fluent;
using Newtonsoft.Json.Linq;
using static EcsGuard.Policies.Tests.Fixes.JsonGen;

namespace EcsGuard.Policies.Tests.Fixes;

/// <summary>Task definitions of every kind that fixes touch, right and wrong, and with values hidden.</summary>
internal static class DefinitionGen
{
    private static readonly string[] Names = ["app", "api", "worker", "migrate", "xray-daemon", "adot", "datadog-agent", "log_router", "envoy", "pgbouncer", "vault-agent", "mesh"];

    // What a template, CloudTrail or a mistake may put in place of any value.
    private static readonly string[] Stands = ["\"${VALUE}\"", "\"HIDDEN_DUE_TO_SECURITY_REASONS\"", "\"\"", "null", "{}", "[]", "7"];

    /// <summary>Every policy that needs settings, set as in its own examples.</summary>
    public static ImmutableDictionary<string, ImmutableDictionary<string, object>> Configured { get; } =
        PolicyCatalog.All.Aggregate(PolicyContext.Empty.Settings, (settings, policy) => settings.SetItems(policy.Metadata.ExampleContext.Settings));

    private static Gen<string?> Command { get; } = Gen.OneOf(
        Gen.Constant<string?>(null),
        One(
            """["node","server.js"]""",
            """["sh","-c","node server.js"]""",
            """["/bin/sh","-c","cd /app && ./run --port 80"]""",
            """["sh","-c","./migrate && exec ./serve"]""",
            """["sh","-c","${COMMAND}"]""",
            """["bash","-c","./run | tee log"]""",
            """["bash","-c","./prepare; ./run >log 2>&1"]""",
            """["ash","-c","trap 'exit 0' TERM; ./run"]""",
            """["sh","-c","PASSWORD=${PASSWORD} ./run \"$HOME\""]""",
            """["tini","--","sh","-ec","exec sh -c './run'"]""",
            """["npm","start"]"""));

    private static Gen<string?> HealthCheck { get; } = Object(
        ("command", One(
            """["CMD","curl","-f","http://localhost/"]""",
            """["CMD-SHELL","curl -f http://localhost/ || exit 1"]""",
            """["CMD","curl -f http://localhost/"]""",
            """["CMD","curl","-f","http://localhost/","||","exit","1"]""",
            """["CMD","curl","-H","Host: $HOST","http://localhost/"]""",
            """["CMD-SHELL","curl","-f","http://localhost/"]""",
            """["curl -f http://localhost/ || exit 1"]""",
            """["CMD-SHELL, curl -f http://localhost/"]""",
            """["cmd","curl -f http://localhost/"]""",
            """["none"]""",
            """["NONE"]""",
            """["curl","${URL}"]""",
            """["CMD","${CHECK}"]""")),
        ("interval", Sometimes(30, "5", "30", "1", "301")),
        ("timeout", Sometimes(20, "5", "90")));

    private static Gen<string?> Awslogs { get; } = Object(
        ("logDriver", Sometimes(95, "\"awslogs\"")),
        ("options", Sometimes(85, Object(
            ("awslogs-group", Sometimes(85, Texts("/ecs/shop", "${GROUP}"))),
            ("awslogs-region", Sometimes(85, Texts("eu-central-1", "eu-central-1", "us-east-1", "${REGION}"))),
            ("awslogs-stream-prefix", Sometimes(70, Texts("ecs", "app", "${PREFIX}"))),
            ("awslogs-create-group", Sometimes(30, "\"true\"", "true", "\"false\"")),
            ("awslogs-multiline-pattern", Sometimes(10, "\"^[\"")),
            ("awslogs-datetime-format", Sometimes(10, "\"%Y\"", "\"%H:%M\"")),
            ("mode", Sometimes(60, Texts("blocking", "non-blocking", "${MODE}"))),
            ("max-buffer-size", Sometimes(50, Texts("25m", "1m", "100k", "lots", "4g", "${SIZE}")))))));

    private static Gen<string?> OtherLog { get; } = Object(
        ("logDriver", One(Texts("splunk", "fluentd", "json-file", "awsfirelens", "gelf", "nonsense"))),
        ("options", Sometimes(60, Object(
            ("splunk-url", Sometimes(50, "\"https://splunk.example.com\"")),
            ("mode", Sometimes(60, Texts("blocking", "non-blocking"))),
            ("max-buffer-size", Sometimes(50, Texts("25m", "1m", "9", "4g")))))),
        ("secretOptions", Sometimes(20, """[{"name":"splunk-token","valueFrom":"token"}]""")));

    private static Gen<string?> Firelens { get; } = Object(
        ("logDriver", Gen.Constant<string?>("\"awsfirelens\"")),
        ("options", Sometimes(60, """{"Name":"cloudwatch","region":"eu-central-1"}""", """{"Name":"datadog"}""")));

    private static Gen<string?> LogConfiguration { get; } =
        Gen.Frequency((15, Gen.Constant<string?>(null)), (50, Awslogs), (25, Firelens), (10, OtherLog));

    private static Gen<string?> Environment { get; } = Sometimes(60, Array(0, 3, Object(
        ("name", One(Texts("AWS_XRAY_DAEMON_ADDRESS", "DD_AGENT_HOST", "OTEL_EXPORTER_OTLP_ENDPOINT", "DATABASE_URL", "VAULT_ADDR", "LEVEL", "DB_PASSWORD"))),
        ("value", One(Texts("127.0.0.1:2000", "localhost", "http://localhost:4317", "postgres://localhost:6432/shop", "http://127.0.0.1:8200", "info", "${VALUE}"))))));

    private static Gen<string?> Task { get; } =
        from names in Gen.SubListOf(Names).Where(chosen => chosen.Count is > 0 and < 6)
        from shuffled in Gen.Shuffle(names.ToArray())
        from repeated in Gen.Frequency((97, Gen.Constant<string[]>([])), (3, Gen.Constant<string[]>([shuffled[0]])))
        let all = shuffled.Concat(repeated).ToArray()
        from size in Size
        from containers in Gen.CollectToArray(all, name => Container(name, all))
        from platform in Platform
        from task in Object(
            ("family", Mostly("\"shop\"", 10, null, "\"${FAMILY}\"")),
            ("taskDefinitionArn", Sometimes(20, "\"arn:aws:ecs:eu-central-1:111122223333:task-definition/shop:7\"")),
            ("requiresCompatibilities", Gen.Constant<string?>(platform.Compatibilities)),
            ("runtimePlatform", Gen.Constant<string?>(platform.Runtime)),
            ("networkMode", Sometimes(80, Texts("awsvpc", "awsvpc", "awsvpc", "bridge", "host", "none"))),
            ("cpu", Gen.Constant<string?>(size.Cpu)),
            ("memory", Gen.Constant<string?>(size.Memory)),
            ("taskRoleArn", Sometimes(60, "\"arn:aws:iam::111122223333:role/shop-task\"")),
            ("executionRoleArn", Sometimes(75, Texts("arn:aws:iam::111122223333:role/shop-execution", "arn:aws:iam::111122223333:role/shop-execution", "", "${ROLE}"))),
            ("proxyConfiguration", Sometimes(20, Object(("containerName", One([.. all.Select(Text), "\"envoy\"", "\"${PROXY}\""]))))),
            ("ephemeralStorage", Sometimes(20, Object(("sizeInGiB", One("20", "21", "200", "500"))))),
            ("volumes", Sometimes(20, """[{"name":"data","efsVolumeConfiguration":{"fileSystemId":"fs-1"}}]""", """[{"name":"data"}]""")),
            ("containerDefinitions", Gen.Constant<string?>($"[{string.Join(',', containers)}]")))
        select task;

    private static Gen<(string? Cpu, string? Memory)> Size { get; } = Gen.Elements<(string?, string?)>(
        ("\"256\"", "\"512\""), ("\"1024\"", "\"2048\""), ("\"1 vCPU\"", "\"2 GB\""), ("\"2048\"", "\"8192\""), ("1024", "4096"), (null, null),
        ("\"1024\"", "\"1024\""), ("\"300\"", "\"512\""), ("\"256\"", "\"4096\""), ("\"512\"", null), (null, "\"1024\""), ("\"512\"", "\"${MEMORY}\""), ("\"lots\"", "\"512\""), ("\"65536\"", "\"512\""));

    private static Gen<(string? Compatibilities, string? Runtime)> Platform { get; } =
        from compatibilities in One("""["FARGATE"]""", """["FARGATE"]""", """["EC2"]""", """["EC2","FARGATE"]""", """["EXTERNAL"]""", """["MANAGED_INSTANCES"]""", """["${TYPE}"]""", null)
        from runtime in Sometimes(
            40,
            """{"operatingSystemFamily":"LINUX","cpuArchitecture":"ARM64"}""",
            """{"operatingSystemFamily":"WINDOWS_SERVER_2022_CORE"}""",
            """{"operatingSystemFamily":"WINDOWS_SERVER_2022_CORE"}""",
            """{"operatingSystemFamily":"${OS}"}""")
        select (compatibilities, runtime);

    /// <summary>A definition; in half the cases, values of it are hidden, wrong or gone.</summary>
    public static Gen<string> Definition { get; } =
        from task in Task
        from damages in Gen.Frequency((50, Gen.Constant(0)), (30, Gen.Constant(1)), (20, Gen.Choose(2, 4)))
        from places in Gen.Choose(0, 9999).ArrayOf(damages)
        from stands in Gen.Elements([.. Stands, null]).ArrayOf(damages)
        select Damage(task!, places, stands);

    public static Gen<PolicyContext> Context { get; } =
        from onSpot in Gen.Elements<bool?>(true, false, null)
        from launchType in Gen.Elements("FARGATE", "EC2", null, null)
        from mode in Gen.Elements("blocking", "non-blocking", null)
        from arn in Gen.Elements("arn:aws:ecs:eu-central-1:111122223333:task-definition/shop:7", "arn:aws:ecs:us-east-1:111122223333:task-definition/shop:7", null)
        from exec in Gen.Elements<bool?>(true, null)
        from settings in Settings
        select settings with
        {
            OnSpot = onSpot,
            LaunchType = launchType,
            DefaultLogDriverMode = mode,
            Arn = TaskDefinitionArn.TryParse(arn, out var known) ? known : null,
            EcsExec = exec,
            FamiliesSharingTaskRole = exec is null ? null : ["shop", "other"],
        };

    /// <summary>The settings of the configured policies, and others that decide what a fix may write.</summary>
    private static Gen<PolicyContext> Settings { get; } =
        from isEmpty in Gen.Elements(true, false)
        from audited in Gen.Elements<string[]>([], ["app"], ["*"])
        from minimum in Gen.Elements("1m", "2m", "30m", "512k")
        from share in Gen.Elements(0.25, 0.01, 1.0)
        from most in Gen.Elements(0, 512, 1024, 4096)
        select isEmpty ? PolicyContext.Empty : (PolicyContext.Empty with { Settings = Configured })
            .With(AuditContainers.Owner, AuditContainers.Names, audited)
            .With(LogBuffer.Owner, LogBuffer.Minimum, minimum)
            .With(LogBuffer.Owner, LogBuffer.MaxShare, share)
            .With(SizeBudget.Owner, SizeBudget.MaxCpu, most)
            .With(SizeBudget.Owner, SizeBudget.MaxMemory, most * 2);

    private static Gen<string?> Container(string name, string[] all) => Object(
        ("name", Mostly(Text(name), 3, null, "\"${NAME}\"")),
        ("image", Image(name)),
        ("essential", Sometimes(60, "true", "false", "false")),
        ("cpu", Sometimes(30, "0", "128", "256", "512")),
        ("memory", Sometimes(50, "64", "256", "512", "1024", "4096")),
        ("memoryReservation", Sometimes(30, "64", "256", "512", "2048")),
        ("command", Command),
        ("dependsOn", Sometimes(35, Array(0, 2, Object(
            ("containerName", One([.. all.Select(Text), "\"nobody\"", "\"${NAME}\""])),
            ("condition", One([.. Texts("START", "HEALTHY", "SUCCESS", "COMPLETE", "${CONDITION}")])))))),
        ("environment", Environment),
        ("firelensConfiguration", name == "log_router" ? Mostly("""{"type":"fluentbit"}""", 10, null, "\"${F}\"") : Sometimes(3, """{"type":"fluentd"}""")),
        ("healthCheck", Sometimes(30, HealthCheck)),
        ("linuxParameters", Sometimes(25, Object(
            ("initProcessEnabled", Sometimes(50, "true", "false")),
            ("capabilities", Sometimes(10, """{"add":["SYS_ADMIN"]}""")),
            ("maxSwap", Sometimes(40, "0", "512")),
            ("swappiness", Sometimes(40, "10", "-1", "101"))))),
        ("logConfiguration", LogConfiguration),
        ("portMappings", Sometimes(40, Array(0, 2, Object(
            ("containerPort", One("80", "2000", "4317", "6432")),
            ("name", Sometimes(30, Texts("http", "grpc"))))))),
        ("restartPolicy", Sometimes(15, """{"enabled":true}""", """{"enabled":false}""", """{"restartAttemptPeriod":60}""")),
        ("secrets", Sometimes(10, """[{"name":"TOKEN","valueFrom":"arn:aws:ssm:eu-central-1:111122223333:parameter/token"}]""")),
        ("startTimeout", Sometimes(15, "1", "60", "300")),
        ("stopTimeout", Sometimes(30, "1", "30", "120", "300")),
        ("mountPoints", Sometimes(10, """[{"sourceVolume":"data","containerPath":"/data"}]""")));

    private static Gen<string?> Image(string name) => name switch
    {
        "xray-daemon" => One("\"public.ecr.aws/xray/aws-xray-daemon:3.x\"", "\"registry.example.com/tools/xray:1\"", null),
        "adot" => One("\"public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1\"", "\"${COLLECTOR}\""),
        "datadog-agent" => One("\"public.ecr.aws/datadog/agent:7\""),
        "log_router" => One("\"public.ecr.aws/aws-observability/aws-for-fluent-bit:3\"", "\"111122223333.dkr.ecr.eu-central-1.amazonaws.com/router:1\""),
        "envoy" => One("\"public.ecr.aws/appmesh/aws-appmesh-envoy:v1.34\"", "\"public.ecr.aws/xray/aws-xray-daemon:3.x\""),
        _ => One("\"nginx:1.29\"", "\"nginx:1.29\"", "\"node:24-alpine\"", "\"111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/api:4\"", "\"${IMAGE}\"", null),
    };

    /// <summary>Every value in the definition, in order.</summary>
    public static JToken[] Below(JToken task) => [.. task.SelectTokens("$..*").Where(node => node != task)];

    private static string Damage(string definition, int[] places, string?[] stands)
    {
        var task = JsonPatch.Parse(definition);
        foreach (var (place, stand) in places.Zip(stands))
        {
            var nodes = Below(task);
            var node = nodes[place % nodes.Length];
            if (node.Path == "containerDefinitions")
            {
                continue;
            }

            if (stand is not null)
            {
                node.Replace(JsonPatch.Parse(stand));
            }
            else
            {
                (node.Parent is JProperty member ? member : node).Remove();
            }
        }

        return JsonPatch.ToText(task);
    }
}
