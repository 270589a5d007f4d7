using System.Diagnostics;
using EcsGuard.Testing;

[assembly: AssemblyFixture(typeof(EcsGuard.EndToEnd.Tests.Executables))]

namespace EcsGuard.EndToEnd.Tests;

/// <summary>
/// The executables under test, built as for a deployment: the artefact that <c>sam build</c> gets (ReadyToRun), and the same sources as NativeAOT.
/// </summary>
public sealed class Executables : IAsyncLifetime
{
    private const string Architecture = "x86_64";

    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    /// <summary>The forms of the executable, by name.</summary>
    public static TheoryData<string> Forms => [ReadyToRun, NativeAot];

    public const string ReadyToRun = "ReadyToRun";
    public const string NativeAot = "NativeAOT";

    public string PathOf(string form) => _paths[form];

    public async ValueTask InitializeAsync()
    {
        SystemPackages.Require(["make"], "make");
        SystemPackages.Require(["clang", "gcc"], "clang");
        SystemPackages.Require(["/usr/include/zlib.h"], "zlib1g-dev");
        var artefact = Repository.PathTo("artifacts", "e2e", "TaskDefinitionRegistered");
        await MakeAsync("build-TaskDefinitionRegistered", $"ARCHITECTURE={Architecture}", $"ARTIFACTS_DIR={artefact}");
        _paths[ReadyToRun] = Path.Combine(artefact, "bootstrap");
        await MakeAsync("native-check", $"ARCHITECTURE={Architecture}");
        _paths[NativeAot] = Repository.PathTo("artifacts", "publish", "native", "linux-x64", "bootstrap");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task MakeAsync(params string[] arguments)
    {
        using var make = Process.Start(new ProcessStartInfo("make", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = make.StandardOutput.ReadToEndAsync();
        var errors = make.StandardError.ReadToEndAsync();
        await make.WaitForExitAsync();
        Assert.True(make.ExitCode == 0, $"`make {string.Join(' ', arguments)}` failed. NativeAOT needs a C toolchain: apt-get install clang zlib1g-dev.\n{await output}\n{await errors}");
    }
}
