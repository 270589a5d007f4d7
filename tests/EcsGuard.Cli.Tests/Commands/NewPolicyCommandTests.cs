using EcsGuard.Policies;
using EcsGuard.Testing;

namespace EcsGuard.Cli.Tests.Commands;

public sealed class NewPolicyCommandTests : IDisposable
{
    private const string Rules = "src/Policies/Rules";
    private const string Tests = "tests/EcsGuard.Policies.Tests/Rules";

    private readonly TemporaryFolder _folder = new();

    public NewPolicyCommandTests()
    {
        _folder.Write("EcsGuard.sln", "");
        _folder.Write("src/Policies/Verdict.cs", "namespace EcsGuard.Policies;\n\npublic sealed record LogGroup;\n");
        Directory.CreateDirectory(_folder.PathTo(Rules));
        Directory.CreateDirectory(_folder.PathTo(Tests));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writes_the_policy_and_its_test_and_says_what_is_next()
    {
        using var host = Host("src/Policies");
        Assert.Equal(ExitCode.Clean, await host.RunAsync("policies", "new", "missing-log-group"));
        Assert.Equal(
            """
            src/Policies/Rules/MissingLogGroup.cs
            tests/EcsGuard.Policies.Tests/Rules/MissingLogGroupTests.cs

            missing-log-group is posture, recommended, medium, logging. Change what says TODO in both files;
            the tests name what is left. Then write its page, and read it:
              ECSGUARD_UPDATE=1 dotnet test --project tests/EcsGuard.Policies.Tests

            """,
            host.Output);
        Assert.Equal("", host.Errors);
        Assert.Equal(["EcsGuard.sln", $"{Rules}/MissingLogGroup.cs", "src/Policies/Verdict.cs", $"{Tests}/MissingLogGroupTests.cs"], Files());
        Fixtures.AssertGolden("new-policy.cs.txt", await ReadAsync($"{Rules}/MissingLogGroup.cs"));
        Fixtures.AssertGolden("new-policy-test.cs.txt", await ReadAsync($"{Tests}/MissingLogGroupTests.cs"));
    }

    /// <summary>Each kind of template, compiled with the base class of the policies' tests, and run: the policy does what its examples and its test say.</summary>
    [Theory]
    [InlineData("missing-log-group")]
    [InlineData("too-many-ports", "--kind", "preflight", "--set", "strict", "--severity", "critical", "--category", "sizing")]
    [InlineData("unlisted-owner", "--set", "configured", "--severity", "info")]
    [InlineData("slow-image-pull", "--kind", "runtime", "--category", "images", "--severity", "low")]
    public async Task What_is_written_builds_and_its_test_passes(string id, params string[] options)
    {
        using var host = Host();
        Assert.Equal(ExitCode.Clean, await host.RunAsync(["policies", "new", id, .. options]));
        var files = Files().Where(file => file.Contains("/Rules/", StringComparison.Ordinal)).ToArray();
        var written = WrittenPolicy.Compile(await ReadAsync(files[0]), await ReadAsync(files[1]));

        var metadata = written.Policy.Metadata;
        Assert.Equal((id, Stage.Preview, "next"), (metadata.Id, metadata.Stage, metadata.Since));
        Assert.Equal(
            id switch
            {
                "missing-log-group" => "posture recommended medium Logging",
                "too-many-ports" => "preflight strict critical Sizing",
                "unlisted-owner" => "posture configured info Parameters",
                _ => "runtime recommended low Images",
            },
            $"{metadata.Kind.ToText()} {metadata.Set.ToText()} {metadata.Severity.ToText()} {metadata.Category}");
        Assert.Equal(Result.Violated, written.Judge(metadata.Bad, metadata.ExampleContext));
        Assert.Equal(Result.Passed, written.Judge(metadata.Good, metadata.ExampleContext));
        Assert.Equal(metadata.Set == PolicySet.Configured ? Result.NotApplicable : Result.Violated, written.Judge(metadata.Bad, PolicyContext.Empty));
        Assert.Equal(metadata.Kind == PolicyKind.Runtime ? 2 : 3, written.RunTests());
    }

    [Theory]
    [InlineData("unset-spot-base", "spot")]
    [InlineData("unencrypted-volume", "storage")]
    [InlineData("role-without-boundary", "roles")]
    [InlineData("wholly-new", "parameters")]
    public async Task The_category_is_the_one_that_the_words_speak_of(string id, string category)
    {
        using var host = Host();
        Assert.Equal(ExitCode.Clean, await host.RunAsync("policies", "new", id));
        Assert.Contains($"\n{id} is posture, recommended, medium, {category}. ", host.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MissingLogGroup", " Did you mean 'missing-log-group'?")]
    [InlineData("missing_log_group", " Did you mean 'missing-log-group'?")]
    [InlineData("missing log group", " Did you mean 'missing-log-group'?")]
    [InlineData("Missing-Log-Group", " Did you mean 'missing-log-group'?")]
    [InlineData("missing--log", " Did you mean 'missing-log'?")]
    [InlineData("missing-log-", " Did you mean 'missing-log'?")]
    [InlineData("x86-64-only", " Did you mean 'x8664-only'?")]
    [InlineData("missing-2nd-log", " Did you mean 'missing2nd-log'?")]
    [InlineData("HTTPServer", "")]
    [InlineData("log", "")]
    [InlineData("../../evil", "")]
    [InlineData("", "")]
    [InlineData("ärger-im-log", "")]
    public Task A_text_that_is_no_id_is_refused(string id, string suggestion) => AssertRefusedAsync(
        $"policies new: '{id}' is no id. An id has two words or more in lower case, each beginning with a letter, and hyphens between them, such as missing-log-driver.{suggestion}", id);

    [Theory]
    [InlineData("ensure-log-driver", "'ensure-log-driver' begins with 'ensure-'. An id names the fault, not the rule, so that it reads after \"allow\": missing-log-driver, mutable-image-tag.")]
    [InlineData("do-not-log", "'do-not-log' begins with 'do-not-'. An id names the fault, not the rule, so that it reads after \"allow\": missing-log-driver, mutable-image-tag.")]
    [InlineData("a-very-long-name-that-goes-on-and-on-until-nobody-reads-it-to-the-end", "the id has 69 characters, and 60 is the most. It stands in every finding and message: shorten it.")]
    [InlineData("privileged-container", "there is a policy 'privileged-container' already. `ecsguard policies explain privileged-container` shows it.")]
    [InlineData("log-group", "src/Policies/Verdict.cs has a type LogGroup already, which the policy's class would hide. Choose another id.")]
    public Task An_id_that_does_not_fit_is_refused(string id, string message) => AssertRefusedAsync($"policies new: {message}", id);

    [Theory]
    [InlineData("--category: 'loging' is none of sizing, logging, roles, sidecars, spot, network, storage, isolation, images, parameters. Did you mean 'logging'?", "--category", "loging")]
    [InlineData("--kind: 'Posture' is none of preflight, posture, runtime. Did you mean 'posture'?", "--kind", "Posture")]
    [InlineData("--set: 'all' is none of recommended, strict, configured.", "--set", "all")]
    [InlineData("--severity: '3' is none of info, low, medium, high, critical.", "--severity", "3")]
    [InlineData("--set: there is no template for a runtime policy that is configured. Write it with --set recommended, and give it a setting.", "--set", "configured", "--kind", "runtime")]
    public Task An_option_that_does_not_exist_is_refused(string message, params string[] options) => AssertRefusedAsync(message, ["missing-log-group", .. options]);

    [Theory]
    [InlineData($"{Rules}/MissingLogGroup.cs")]
    [InlineData($"{Tests}/MissingLogGroupTests.cs")]
    public async Task A_file_that_is_there_is_left_alone_and_so_is_the_place_of_the_other(string path)
    {
        _folder.Write(path, "// mine\n");
        using var host = Host();
        Assert.Equal(ExitCode.Unusable, await host.RunAsync("policies", "new", "missing-log-group"));
        Assert.Equal($"error: policies new: {path} is there already. Nothing was written.\n", host.Errors);
        Assert.Equal("// mine\n", await ReadAsync(path));
        Assert.Equal(new[] { "EcsGuard.sln", path, "src/Policies/Verdict.cs" }.Order(StringComparer.Ordinal), Files());
    }

    [Theory]
    [InlineData($"{Rules}/MissingLogGroup.cs")]
    [InlineData($"{Tests}/MissingLogGroupTests.cs")]
    public async Task Where_one_of_the_files_cannot_be_written_neither_is(string path)
    {
        // A folder stands where the file belongs.
        _folder.Write($"{path}/keep.txt", "");
        using var host = Host();
        Assert.Equal(ExitCode.Unusable, await host.RunAsync("policies", "new", "missing-log-group"));
        Assert.Equal("error: policies new: the files cannot be written: reading or writing failed. Check the disk and whether another program holds the file. Nothing was written.\n", host.Errors);
        Assert.Equal(new[] { "EcsGuard.sln", $"{path}/keep.txt", "src/Policies/Verdict.cs" }.Order(StringComparer.Ordinal), Files());
    }

    [Fact]
    public async Task Outside_a_working_copy_there_is_nowhere_to_write()
    {
        File.Delete(_folder.PathTo("EcsGuard.sln"));
        using var host = Host();
        Assert.Equal(ExitCode.Unusable, await host.RunAsync("policies", "new", "missing-log-group"));
        Assert.Equal(
            $"error: policies new: {_folder.Path} is not in a working copy of EcsGuard: neither it nor a folder above it holds EcsGuard.sln. Clone the repository, change into it and run the command there.\n",
            host.Errors);
    }

    [Fact]
    public async Task A_working_copy_without_the_folders_is_none()
    {
        Directory.Delete(_folder.PathTo(Tests));
        using var host = Host();
        Assert.Equal(ExitCode.Unusable, await host.RunAsync("policies", "new", "missing-log-group"));
        Assert.Equal($"error: policies new: {_folder.Path} holds EcsGuard.sln, but not both {Rules} and {Tests}.\n", host.Errors);
    }

    /// <summary>The folders that the command looks for are those of the repository.</summary>
    [Fact]
    public void The_folders_are_where_the_policies_and_their_tests_lie()
    {
        Assert.True(File.Exists(Repository.PathTo($"{Rules}/PrivilegedContainer.cs".Split('/'))));
        Assert.True(File.Exists(Repository.PathTo($"{Tests}/PrivilegedContainerTests.cs".Split('/'))));
    }

    private TestHost Host(string folder = "") => new() { Folder = _folder.PathTo(folder).TrimEnd('/') };

    private IEnumerable<string> Files() =>
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.Path, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private Task<string> ReadAsync(string path) => File.ReadAllTextAsync(_folder.PathTo(path), TestContext.Current.CancellationToken);

    private async Task AssertRefusedAsync(string message, params string[] arguments)
    {
        using var host = Host();
        Assert.Equal(ExitCode.Unusable, await host.RunAsync(["policies", "new", .. arguments]));
        Assert.Equal($"error: {message}\n", host.Errors);
        Assert.Equal(["EcsGuard.sln", "src/Policies/Verdict.cs"], Files());
    }
}
