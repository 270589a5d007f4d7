namespace EcsGuard.Cli.Tests.Commands;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--help", "help.txt")]
    [InlineData("scan --help", "help-scan.txt")]
    [InlineData("policies --help", "help-policies.txt")]
    [InlineData("policies list --help", "help-policies-list.txt")]
    [InlineData("policies explain --help", "help-policies-explain.txt")]
    [InlineData("policies new --help", "help-policies-new.txt")]
    [InlineData("policy-file --help", "help-policy-file.txt")]
    [InlineData("policy-file validate --help", "help-policy-file-validate.txt")]
    [InlineData("policy-file diff --help", "help-policy-file-diff.txt")]
    [InlineData("policy-file simulate --help", "help-policy-file-simulate.txt")]
    [InlineData("policy-file schema --help", "help-policy-file-schema.txt")]
    [InlineData("policy-file publish --help", "help-policy-file-publish.txt")]
    [InlineData("policy-file history --help", "help-policy-file-history.txt")]
    [InlineData("exempt --help", "help-exempt.txt")]
    [InlineData("exempt list --help", "help-exempt-list.txt")]
    [InlineData("exempt revoke --help", "help-exempt-revoke.txt")]
    [InlineData("replay --help", "help-replay.txt")]
    public async Task Says_what_there_is(string arguments, string golden)
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Clean, await host.RunAsync(arguments.Split(' ')));
        Fixtures.AssertGolden(golden, host.Output);
        Assert.Equal("", host.Errors);
    }

    [Fact]
    public async Task Without_a_command_is_shown_and_counts_as_bad_usage()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Unusable, await host.RunAsync());
        Fixtures.AssertGolden("help.txt", host.Output);
    }

    [Fact]
    public async Task The_version_is_that_of_the_assembly()
    {
        using var host = new TestHost();
        Assert.Equal(ExitCode.Clean, await host.RunAsync("--version"));
        Assert.Equal($"ecsguard {typeof(CommandHost).Assembly.GetName().Version!.ToString(3)}\n", host.Output);
    }
}
