using System.Collections.Frozen;
using System.Text.Json;
using EcsGuard.Cli.Scanning;

namespace EcsGuard.Cli.Reports;

/// <summary>
/// Which values of a definition may be shown when a line of it is quoted. Only members that cannot hold a secret are: a value under any other name
/// (environment values, log-driver options, commands, labels, names that ECS does not know, so that a slip of the pen hides nothing) is masked.
/// </summary>
internal static class SecretMask
{
    private enum Exposure
    {
        Shown,
        Masked,

        /// <summary>Inside <c>environment</c>: the names of its entries are shown, nothing else.</summary>
        Environment,

        /// <summary>Inside <c>options</c> of a log driver or a FireLens router.</summary>
        Options,
    }

    private static readonly FrozenSet<string> HarmlessMembers = FrozenSet.Create(
        StringComparer.Ordinal,
        "taskDefinition", "family", "taskRoleArn", "executionRoleArn", "networkMode", "containerDefinitions", "requiresCompatibilities", "compatibilities", "cpu", "memory",
        "pidMode", "ipcMode", "enableFaultInjection", "taskDefinitionArn", "revision", "status",
        "name", "image", "memoryReservation", "essential", "user", "workingDirectory", "disableNetworking", "privileged", "readonlyRootFilesystem", "interactive", "pseudoTerminal",
        "startTimeout", "stopTimeout", "hostname", "links", "versionConsistency", "dependsOn", "containerName", "condition",
        "portMappings", "containerPort", "hostPort", "protocol", "appProtocol", "containerPortRange",
        "logConfiguration", "logDriver", "firelensConfiguration", "type",
        "healthCheck", "interval", "timeout", "retries", "startPeriod",
        "restartPolicy", "enabled", "ignoredExitCodes", "restartAttemptPeriod",
        "linuxParameters", "capabilities", "add", "drop", "devices", "hostPath", "permissions", "initProcessEnabled", "sharedMemorySize", "tmpfs", "size", "mountOptions", "maxSwap", "swappiness",
        "ulimits", "softLimit", "hardLimit", "systemControls", "namespace", "resourceRequirements",
        "mountPoints", "sourceVolume", "containerPath", "readOnly", "volumesFrom", "sourceContainer",
        "volumes", "host", "sourcePath", "efsVolumeConfiguration", "fileSystemId", "rootDirectory", "transitEncryption", "transitEncryptionPort", "authorizationConfig", "accessPointId", "iam",
        "dockerVolumeConfiguration", "scope", "autoprovision", "driver", "configuredAtLaunch",
        "runtimePlatform", "cpuArchitecture", "operatingSystemFamily", "ephemeralStorage", "sizeInGiB", "placementConstraints", "expression",
        "proxyConfiguration", "inferenceAccelerators", "deviceName", "deviceType");

    private static readonly FrozenSet<string> HarmlessOptions = FrozenSet.Create(
        StringComparer.Ordinal,
        "mode", "max-buffer-size", "max-size", "max-file",
        "awslogs-group", "awslogs-region", "awslogs-stream-prefix", "awslogs-create-group", "awslogs-datetime-format", "awslogs-multiline-pattern",
        "Name", "region", "enable-ecs-log-metadata", "config-file-type", "config-file-value");

    /// <summary>The values to mask, in the order of the text; of a string, what stands between its quotation marks.</summary>
    /// <param name="utf8">A JSON text that has been read without an error.</param>
    public static List<SourceSpan> Find(ReadOnlySpan<byte> utf8)
    {
        List<SourceSpan> masked = [];
        var around = new Stack<Exposure>();
        var exposure = Exposure.Shown;
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    exposure = OfMember(in reader, around.Peek());
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    around.Push(exposure);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    around.Pop();
                    exposure = around.Count > 0 ? around.Peek() : Exposure.Shown;
                    break;
                default:
                    Add(masked, in reader, exposure);
                    exposure = around.Count > 0 ? around.Peek() : Exposure.Shown;
                    break;
            }
        }

        return masked;
    }

    private static Exposure OfMember(in Utf8JsonReader property, Exposure around)
    {
        // A name in escapes is not worth the trouble of reading.
        var name = property.ValueIsEscaped ? "" : System.Text.Encoding.UTF8.GetString(property.ValueSpan);
        return around switch
        {
            Exposure.Environment => name == "name" ? Exposure.Shown : Exposure.Masked,
            Exposure.Options => HarmlessOptions.Contains(name) ? Exposure.Shown : Exposure.Masked,
            Exposure.Masked => Exposure.Masked,
            _ when name == "environment" => Exposure.Environment,
            _ when name == "options" => Exposure.Options,
            _ => HarmlessMembers.Contains(name) ? Exposure.Shown : Exposure.Masked,
        };
    }

    private static void Add(List<SourceSpan> masked, in Utf8JsonReader value, Exposure exposure)
    {
        if (exposure != Exposure.Shown && value.TokenType != JsonTokenType.Null)
        {
            var start = (int)value.TokenStartIndex;
            masked.Add(value.TokenType == JsonTokenType.String ? new(start + 1, (int)value.BytesConsumed - start - 2) : new(start, (int)value.BytesConsumed - start));
        }
    }
}
