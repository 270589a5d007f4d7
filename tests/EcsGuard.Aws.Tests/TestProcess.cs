using System.Runtime.CompilerServices;

namespace EcsGuard.Aws.Tests;

/// <summary>
/// The environment of this process, set before any test: credentials that mean nothing, and an endpoint of our own for all who name none, so that no
/// test can reach AWS, whoever runs it.
/// </summary>
internal static class TestProcess
{
    public const string AccessKey = "AKIAENVIRONMENT";

    /// <summary>What AWS_ENDPOINT_URL points to. It refuses everything.</summary>
    public static StubAws ConfiguredEndpoint { get; } = new(StubAnswer.JsonError(400, "AccessDeniedException", "This endpoint refuses everything."));

    [ModuleInitializer]
    internal static void SetEnvironment()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToArray())
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", ConfiguredEndpoint.Url.AbsoluteUri);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", "/nonexistent");
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
    }
}
