using System.Globalization;
using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

public sealed class RootUser : TaskDefinitionPolicy
{
    private const string WindowsAdministrator = "ContainerAdministrator";

    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "root-user",
        Title = "Container runs as root or administrator",
        Category = Category.Isolation,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Strict,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "A Linux container whose `user` is left out, `root` or 0, whatever group follows (`0:0`, `root:app`). A Windows container whose `user` is left out or `ContainerAdministrator`. The user that an image sets by itself cannot be seen in a task definition and does not count.",
        Why = "Root in a container is root in the kernel's eyes. Capabilities and namespaces narrow it, and each flaw in them is worth most to a process that starts as root.",
        Incident = "A hole in a dependency that would have ended in an unprivileged shell overwrites mounted files, binds low ports, and has the first half of a break-out done.",
        Fix = "Set `user` to a name or number that exists in the image, such as `1000:1000` or `ContainerUser`, and give that user the directories it writes to.",
        Bad = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "user": "0:0" }] }""",
        Good = """{ "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "user": "101:101" }] }""",
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        Controls = ["Security Hub ECS.20", "Security Hub ECS.21"],
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            if (container.User is { IsUndetermined: false, ValueOrDefault: null or "" })
            {
                verdict.Violation(container, $"Container '{container.DisplayName}' sets no user, so it runs as root (on Windows as {WindowsAdministrator}) unless its image says otherwise. Set user.");
            }
            else if (verdict.Known(container.User, out var user) && (IsRoot(user) ? task.IsWindows(verdict) == false : IsAdministrator(user) && task.IsWindows(verdict) == true))
            {
                verdict.Violation(container.User, $"Container '{container.DisplayName}' runs as {user}. Set user to one without privileges.");
            }
        }
    }

    private static bool IsRoot(string user)
    {
        var name = user.AsSpan();
        var colon = name.IndexOf(':');
        name = (colon < 0 ? name : name[..colon]).Trim();
        return name is "root" || (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id == 0);
    }

    private static bool IsAdministrator(string user) =>
        user.EndsWith(WindowsAdministrator, StringComparison.OrdinalIgnoreCase) && (user.Length == WindowsAdministrator.Length || user[^(WindowsAdministrator.Length + 1)] == '\\');
}
