using System.Diagnostics;

namespace EcsGuard.Testing;

/// <summary>Tools that are Python packages. Where this machine has not got one, a virtual environment below artifacts/ gets it.</summary>
public static class Python
{
    /// <summary>The interpreter that has the modules.</summary>
    /// <param name="modules">What <c>import</c> takes.</param>
    /// <param name="requirement">What pip installs to have them.</param>
    /// <param name="environment">Name of the virtual environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">It could not be installed; the message says how to.</exception>
    public static async Task<string> WithAsync(string modules, string requirement, string environment, CancellationToken cancellationToken)
    {
        SystemPackages.Require(["python3"], "python3", "python3-venv");
        if (await SucceedsAsync("python3", ["-c", $"import {modules}"], cancellationToken))
        {
            return "python3";
        }

        var folder = Repository.PathTo("artifacts", environment);
        var python = Path.Combine(folder, "bin", "python3");
        if (!await SucceedsAsync(python, ["-c", $"import {modules}"], cancellationToken)
            && !(await SucceedsAsync("python3", ["-m", "venv", folder], cancellationToken)
                && await SucceedsAsync(python, ["-m", "pip", "install", "--quiet", requirement], cancellationToken)))
        {
            throw new InvalidOperationException($"These tests need {requirement}. Run: python3 -m venv {folder} && {python} -m pip install '{requirement}' (python3 and python3-venv come from the system's packages).");
        }

        return python;
    }

    private static async Task<bool> SucceedsAsync(string command, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true });
            if (process is null)
            {
                return false;
            }

            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            await Task.WhenAll(output, errors);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
