using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Cli.Tests.Commands;

public sealed class PolicyFileCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestHost _host = new() { Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero) };

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_valid_file_is_said_to_be_valid_with_what_is_in_it()
    {
        var file = _folder.Write("a.yaml", "version: 1\npolicies: { x86-only: {}, host-network: {} }\nscopes: [{ match: { families: [a] } }]\n");
        Assert.Equal(ExitCode.Clean, await _host.RunAsync("policy-file", "validate", file));
        Assert.Equal("a.yaml is valid (version 896f00f800d1): 2 policies, 1 scope, 0 teams, 0 exemptions.\n", _folder.Relative(_host.Output));
        Assert.Equal("", _host.Errors);
    }

    [Fact]
    public async Task Warnings_are_told_and_the_file_is_valid_all_the_same()
    {
        var file = _folder.Write(
            "a.yaml",
            """
            version: 1
            exemptions:
              - { policy: host-network, reason: a, owner: b, expires: 2026-12-31 }
              - { policy: root-user, reason: a, owner: b, expires: 2027-01-01 }
              - { policy: plaintext-secret, reason: a, owner: b, expires: 2027-01-01 }
            mandatory: [plaintext-secret]
            """);
        Assert.Equal(ExitCode.Clean, await _host.RunAsync("policy-file", "validate", file));
        Assert.Equal(
            """
            a.yaml:3:1: warning: The exemption of host-network ended on 2026-12-31 and counts no more. Remove it, or agree on a new end.
            a.yaml:5:5: warning: exemptions[2] does not count: plaintext-secret is mandatory, so no exemption applies to it.

            """,
            _folder.Relative(_host.Errors));
        Assert.Contains(" is valid (version ", _host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_file_is_checked_whatever_the_others_are_like()
    {
        Assert.Equal(
            ExitCode.Unusable,
            await _host.RunAsync("policy-file", "validate", _folder.PathTo("none.yaml"), _folder.Write("bad.yaml", "version: 1\nset: x\nteam: []\n"), _folder.Write("good.yaml", "version: 1\n")));
        Assert.Equal(
            """
            error: none.yaml: no such file or folder. Check the spelling and the current folder.
            error: bad.yaml:2:6: set: 'x' is none of recommended, strict.
            error: bad.yaml:3:1: There is no 'team' in a policy file; it takes version, set, policies, sidecars, enforcement, notifications, scopes, teams, exemptions, mandatory, organizationalUnits. Did you mean 'teams'?

            """,
            _folder.Relative(_host.Errors));
        Assert.StartsWith("good.yaml is valid (version ", _folder.Relative(_host.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_named_by_a_hyphen_and_is_not_read_without_end()
    {
        using var host = new TestHost { Input = new byte[3 * PolicyFileReader.LargestFile] };
        Assert.Equal(ExitCode.Unusable, await host.RunAsync("policy-file", "validate", "-"));
        Assert.Equal("error: -:1:1: A policy file may have 1 MiB.\n", host.Errors);
    }

    [Fact]
    public async Task Control_characters_of_a_file_do_not_reach_the_terminal()
    {
        Assert.Equal(ExitCode.Unusable, await _host.RunAsync("policy-file", "validate", _folder.Write("a.yaml", "version: 1\nset: \"\\e[2J\"\n")));
        Assert.Equal("error: a.yaml:2:6: set: '\\u001b[2J' is none of recommended, strict.\n", _folder.Relative(_host.Errors));
    }

    [Fact]
    public async Task Differences_are_told_one_a_line_and_by_the_exit_code()
    {
        var before = _folder.Write("a.yaml", "version: 1\npolicies: { host-network: { severity: low } }\nmandatory: [root-user]\n");
        var after = _folder.Write("b.yaml", "version: 1\npolicies: { host-network: { severity: info } }\nscopes: [{ match: { families: [a] }, enforcement: observe }]\n");
        Assert.Equal(ExitCode.Findings, await _host.RunAsync("policy-file", "diff", before, after));
        Assert.Equal(
            """
            - mandatory[root-user]: mandatory
            ~ policies.host-network.severity: low -> info
            + scopes[families a]: families a
            + scopes[families a].enforcement: observe
            4 differences.

            """,
            _host.Output);
    }

    [Fact]
    public async Task Differences_as_JSON()
    {
        var before = _folder.Write("a.yaml", "version: 1\nmandatory: [root-user]\n");
        Assert.Equal(ExitCode.Findings, await _host.RunAsync("policy-file", "diff", before, _folder.Write("b.yaml", "version: 1\nset: strict\n"), "--format", "json"));
        Assert.Equal(
            """
            {
              "schemaVersion": 1,
              "changes": [
                {
                  "path": "mandatory[root-user]",
                  "before": "mandatory",
                  "after": null
                },
                {
                  "path": "set",
                  "before": "recommended",
                  "after": "strict"
                }
              ]
            }

            """,
            _host.Output);
    }

    [Fact]
    public async Task Files_that_mean_the_same_are_said_to_do_so()
    {
        var before = _folder.Write("a.yaml", "version: 1\n");
        Assert.Equal(ExitCode.Clean, await _host.RunAsync("policy-file", "diff", before, _folder.Write("b.yaml", "# the same\nversion: 1\nset: recommended\n")));
        Assert.Equal("Both mean the same.\n", _host.Output);
    }

    [Fact]
    public async Task A_broken_file_cannot_be_compared()
    {
        var good = _folder.Write("a.yaml", "version: 1\n");
        Assert.Equal(ExitCode.Unusable, await _host.RunAsync("policy-file", "diff", good, _folder.Write("b.yaml", "version: 3\n")));
        Assert.Equal(
            "error: b.yaml:1:10: version: '3' is not known; this ecsguard reads version 1.\nerror: b.yaml has errors, so nothing was done.\n",
            _folder.Relative(_host.Errors));
        Assert.Equal("", _host.Output);
    }

    [Fact]
    public async Task Standard_input_cannot_be_both_files()
    {
        Assert.Equal(ExitCode.Unusable, await _host.RunAsync("policy-file", "diff", "-", "-"));
        Assert.Equal("error: OLD and NEW cannot both be standard input.\n", _host.Errors);
    }

    [Fact]
    public async Task The_schema_is_the_one_in_the_repository()
    {
        Assert.Equal(ExitCode.Clean, await _host.RunAsync("policy-file", "schema"));
        Assert.Equal(PolicyFileSchema.Write(), _host.Output);
    }
}
