using EcsGuard.Testing;

namespace EcsGuard.Cli.Tests;

/// <summary>The definitions and golden files beside the tests.</summary>
internal static class Fixtures
{
    public static string Folder { get; } = Repository.PathTo("tests", "EcsGuard.Cli.Tests", "Fixtures");

    public static string PathTo(string name) => Path.Combine(Folder, name);

    public static void AssertGolden(string name, string actual) => Golden.Assert($"tests/EcsGuard.Cli.Tests/Fixtures/Golden/{name}", actual);
}
