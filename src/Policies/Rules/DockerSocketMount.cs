using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class DockerSocketMount : TaskDefinitionPolicy
{
    private static readonly string[] Sockets = ["/var/run/docker.sock", "/run/docker.sock"];

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "docker-socket-mount",
        Title = "Container mounts the Docker socket of its host",
        Category = Category.Isolation,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Critical,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A container mounts a volume whose host path is `/var/run/docker.sock` or `/run/docker.sock`, or a directory above it (`/var/run`, `/run`, `/var`, `/`), read-only or not.",
        Why = "The socket is the Docker API without a password. Whoever can write to it starts a privileged container on the instance; a read-only mount does not stop that, since it protects the file and not what is sent through it.",
        Incident = "A flaw in a monitoring agent becomes root on the instance, and with it the credentials of every task that runs there.",
        Fix = "Read container metadata from the ECS task metadata endpoint, build images with a daemonless builder, and give agents that insist on the socket an instance group of their own.",
        Bad = """{ "volumes": [{ "name": "docker", "host": { "sourcePath": "/var/run/docker.sock" } }], "containerDefinitions": [{ "name": "agent", "image": "acme/agent:1", "mountPoints": [{ "sourceVolume": "docker", "containerPath": "/var/run/docker.sock" }] }] }""",
        Good = """{ "volumes": [{ "name": "logs", "host": { "sourcePath": "/var/log/app" } }], "containerDefinitions": [{ "name": "agent", "image": "acme/agent:1", "mountPoints": [{ "sourceVolume": "logs", "containerPath": "/logs" }] }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!MayMount(task))
        {
            verdict.NotApplicable();
            return;
        }

        var any = false;
        foreach (var volume in verdict.Each(task.Volumes))
        {
            if (verdict.Known(volume.Host, out var host) && !host.SourcePath.IsAbsent)
            {
                any = true;
                Judge(task, volume, host.SourcePath, verdict);
            }
        }

        if (!any)
        {
            verdict.NotApplicable();
        }
    }

    private static bool MayMount(TaskDefinition task) =>
        task.ContainerDefinitions.IsUndetermined || task.ContainerDefinitions.Any(container => container.MountPoints.Count > 0 || container.MountPoints.IsUndetermined);

    /// <summary>One finding a container, however often it mounts the volume.</summary>
    private static void Judge(TaskDefinition task, Volume volume, Field<string> sourcePath, Verdict verdict)
    {
        if (!verdict.Known(sourcePath, out var path) || !HoldsSocket(path))
        {
            return;
        }

        foreach (var mounts in task.MountPoints(verdict).GroupBy(mount => mount.Container, mount => mount.Mount))
        {
            if (mounts.Any(mount => mount.IsOf(volume)))
            {
                verdict.Violation(sourcePath.Path, mounts.Key.DisplayName, $"Container '{mounts.Key.DisplayName}' mounts {path} of its host by the volume '{volume.DisplayName()}', and with it Docker's socket. Remove the mount.");
                continue;
            }

            foreach (var mount in mounts)
            {
                NoteHidden(volume, mount, verdict);
            }
        }
    }

    /// <summary>Two different stand-ins may come to the same name.</summary>
    private static void NoteHidden(Volume volume, MountPoint mount, Verdict verdict)
    {
        if (mount.SourceVolume.IsUndetermined || volume.Name.IsUndetermined)
        {
            verdict.Known(mount.SourceVolume, out _);
            verdict.Known(volume.Name, out _);
        }
    }

    private static bool HoldsSocket(string path)
    {
        if (!path.StartsWith('/'))
        {
            return false;
        }

        var normal = Normalise(path);
        return Array.Exists(Sockets, socket => socket == normal || socket.StartsWith(normal + "/", StringComparison.Ordinal));
    }

    /// <summary>Without empty segments, <c>.</c> and <c>..</c>; the root is the empty text.</summary>
    private static string Normalise(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            }
            else if (segment != ".")
            {
                segments.Add(segment);
            }
        }

        return string.Concat(segments.Select(segment => "/" + segment));
    }
}
