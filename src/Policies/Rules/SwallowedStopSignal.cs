using EcsGuard.Policies.Model;

namespace EcsGuard.Policies.Rules;

/// <remarks>
/// A <c>command</c> without <c>entryPoint</c> is taken to be process 1: that is so where the image has no entry point, or one that ends in
/// <c>exec "$@"</c>, as official images do. What an image's own scripts do is not known here and never reported.
/// </remarks>
public sealed class SwallowedStopSignal : TaskDefinitionPolicy
{
    public override PolicyMetadata Metadata { get; } = new()
    {
        Id = "swallowed-stop-signal",
        Title = "Process 1 does not pass SIGTERM on to the application",
        Category = Category.Spot,
        Kind = PolicyKind.Posture,
        Set = PolicySet.Recommended,
        Severity = Severity.Medium,
        Stage = Stage.Stable,
        Since = "0.1.0",
        What = "`entryPoint` and `command` start the application through a process that keeps SIGTERM to itself: `sh -c` without `exec` before the last command, `bash -c` whose last command is redirected, a pipeline, a group or in the background, or `npm`, `yarn` or `pnpm` running a script. In images that are Alpine by name only what BusyBox's shell keeps back is reported. Containers that others wait for to end (`COMPLETE`, `SUCCESS`), scripts with a `trap` for TERM and commands that end at once are left alone, and so is whatever an image or a script file does inside.",
        Why = "To stop a task, ECS sends SIGTERM to process 1 of each container and SIGKILL when `stopTimeout` is over. A shell that waits for a command does not forward the signal, and an init process (`initProcessEnabled`) does not help: it signals only the shell.",
        Incident = "At each deployment, scale-in and Spot interruption the application works on unaware, is killed after `stopTimeout`, and the requests and jobs in hand are lost.",
        Fix = "Start the program directly, without a shell, or write `exec` before the last command of the script. For Node.js call `node` instead of the package manager.",
        Bad = """
            {
              "containerDefinitions": [{
                "name": "app",
                "image": "eclipse-temurin:21",
                "entryPoint": ["sh", "-c"],
                "command": ["java -jar /app.jar"]
              }]
            }
            """,
        Good = """
            {
              "containerDefinitions": [{
                "name": "app",
                "image": "eclipse-temurin:21",
                "entryPoint": ["sh", "-c"],
                "command": ["exec java -jar /app.jar"]
              }]
            }
            """,
        Documentation = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
    };

    public override void Judge(TaskDefinition task, PolicyContext context, Verdict verdict)
    {
        var isJudged = task.ContainerDefinitions.IsUndetermined;
        foreach (var container in verdict.Each(task.ContainerDefinitions))
        {
            var line = new CommandLine(container);
            isJudged |= !line.IsEmpty;
            if (line.IsEmpty || task.IsAwaited(container) || StopSignal.Follow(line.Texts, IsBusyBox(container)) is not { } lost)
            {
                continue;
            }

            if (task.IsWindows(new Verdict()) == true)
            {
                verdict.NotApplicable();
                return;
            }

            if (lost.Why is null)
            {
                line.Note(lost.At, verdict);
            }
            else if (lost.IsShell || task.IsWindows(verdict) == false)
            {
                // A shell of that name is Linux enough, even where the platform is hidden.
                line.Report(lost, container, verdict);
            }
        }

        if (!isJudged)
        {
            verdict.NotApplicable();
        }
    }

    private static bool IsBusyBox(ContainerDefinition container)
    {
        var image = ImageReference.Parse(container.Image.Raw ?? "");
        return image.Segments.Append(image.Tag).Any(part => part is not null && (part.Contains("alpine", StringComparison.OrdinalIgnoreCase) || part.Contains("busybox", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>
    /// What process 1 is started with: <c>entryPoint</c>, then <c>command</c>.
    /// Source: https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact.
    /// </summary>
    private sealed class CommandLine
    {
        private readonly List<(string? Text, string Path, UndeterminedReason Reason, Field<string> Field)> _words = [];

        public CommandLine(ContainerDefinition container)
        {
            Add(container.EntryPoint);
            Add(container.Command);
        }

        public bool IsEmpty => _words.Count == 0;

        public IReadOnlyList<string?> Texts => [.. _words.Select(word => word.Text)];

        public void Note(int at, Verdict verdict) => verdict.Undetermined(_words[at].Path, _words[at].Reason);

        public void Report(LostSignal lost, ContainerDefinition container, Verdict verdict)
        {
            var at = _words[lost.At].Field;
            verdict.Violation(
                at,
                $"Container '{container.DisplayName}': process 1, `{lost.Program}`, {lost.Why}.",
                lost.Repaired is null ? [] : [PatchOperation.Replace(at.Path, lost.Repaired)]);
        }

        private void Add(FieldList<Field<string>> words)
        {
            foreach (var hidden in words.Hidden)
            {
                _words.Add((null, hidden.Path, hidden.Reason, default));
            }

            foreach (var word in words)
            {
                var isReadable = word.Reason is UndeterminedReason.None or UndeterminedReason.Placeholder;
                _words.Add((isReadable ? word.Raw : null, word.Path, word.IsUndetermined ? word.Reason : UndeterminedReason.Placeholder, word));
            }
        }
    }
}
