using System.CommandLine;
using System.CommandLine.Help;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using EcsGuard.Cli.Commands;

namespace EcsGuard.Cli;

/// <summary>The command as a whole: reads the arguments, runs one subcommand, and turns whatever goes wrong into a message and an exit code.</summary>
internal static class EcsGuardCommand
{
    /// <summary>As <c>--version</c> prints it.</summary>
    public static string Version { get; } =
        typeof(EcsGuardCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The last resort: a fault must not end with the exit code of findings, nor print a message that could quote a value.")]
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CommandHost host, CancellationToken cancellationToken = default)
    {
        try
        {
            var exitCode = await InvokeAsync(args, host, cancellationToken);
            host.Flush();
            return exitCode;
        }
        catch (UsageException problem)
        {
            await host.Error.WriteLineAsync($"error: {problem.Message}");
            return ExitCode.Unusable;
        }
        catch (AwsFailureException problem)
        {
            await host.Error.WriteLineAsync($"error: {problem.Message}");
            return ExitCode.AwsFailure;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Cancelled;
        }
        catch (Exception fault)
        {
            await host.Error.WriteLineAsync($"error: ecsguard {Version} broke: {fault.GetType()}. Please report it with these lines:\n{fault.StackTrace}");
            return ExitCode.Unusable;
        }
        finally
        {
            await host.Error.FlushAsync(CancellationToken.None);
        }
    }

    private static async Task<int> InvokeAsync(IReadOnlyList<string> args, CommandHost host, CancellationToken cancellationToken)
    {
        // `@file` and directives such as `[suggest]` are no part of this command's language: a path may look like that.
        var parsed = CreateRoot(host).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not (HelpWithExamples or VersionAction))
        {
            Usage.Explain(parsed, host.Error);
            return ExitCode.Unusable;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false },
            cancellationToken);
    }

    private static Command CreateRoot(CommandHost host)
    {
        // No RootCommand: that one takes its name from the file the process was started from.
        var root = new Command("ecsguard", "Keeps Amazon ECS task definitions safe to run: judges them against policies about sizing, logging, roles, sidecars and Spot.")
        {
            new HelpOption { Action = new HelpWithExamples(host) },
            new VersionOption { Action = new VersionAction(host) },
            ScanCommand.Create(host),
            ReplayCommand.Create(host),
            LocalCommand.Create(host),
            PoliciesCommand.Create(host),
            PolicyFileCommand.Create(host),
            ExemptCommand.Create(host),
        };
        root.SetAction(parsed =>
        {
            HelpWithExamples.Write(parsed, host);
            return ExitCode.Unusable;
        });
        return root;
    }
}
