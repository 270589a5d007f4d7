using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class HostProcessNamespace : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "host-process-namespace",
        Title = "Task shares the process or IPC namespace of its host",
        Category = Category.Isolation,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.High,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "The task's `pidMode` or `ipcMode` is `host` on EC2 or an external instance. On Fargate, which refuses both, `unsupported-on-fargate` reports it. Windows containers have neither.",
        Why = "With the host's process namespace a container sees all processes of the instance, and as root may signal them and read their environment in `/proc`. With its IPC namespace it reads their shared memory.",
        Incident = "A container of one team reads another team's secrets out of `/proc/PID/environ`, or stops its processes with a careless `killall`.",
        Fix = "Leave the parameter out, or set it to `task` where the containers of one task need to see each other.",
        Bad = """{ "pidMode": "host", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Good = """{ "pidMode": "task", "containerDefinitions": [{ "name": "app", "image": "nginx:1.29" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
        Controls = ["Security Hub ECS.3"],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        Judge("pidMode", "processes", task.PidMode, task, context, verdict);
        Judge("ipcMode", "shared memory", task.IpcMode, task, context, verdict);
    }

    private static void Judge(string name, string shared, Field<string> mode, TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        if (!verdict.Known(mode, out var value) || value != "host")
        {
            return;
        }

        switch (task.HasLinuxHost(context, verdict))
        {
            case true:
                verdict.Violation(mode, $"{name} is host: the containers reach the {shared} of everything on the instance. Leave it out or use task.");
                break;
            case false:
                verdict.NotApplicable();
                break;
        }
    }
}
