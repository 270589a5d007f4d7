using System.Text.Json.Nodes;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Iam;

namespace EcsGuard.Pipeline.Tests.Contracts;

/// <summary>What every source of roles promises, IAM and the in-process one alike.</summary>
public abstract class RolesContract
{
    private const string Region = "eu-west-1";

    protected abstract string Account { get; }

    /// <summary>A source that holds this role, at least.</summary>
    protected abstract Task<IRoles> HoldAsync(SampleRole role);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_is_read_with_its_trust_and_all_its_policies()
    {
        var sample = new SampleRole("contract-whole")
        {
            Managed = [("contract-managed-1", Allow("s3:GetObject")), ("contract-managed-2", Allow("s3:PutObject"))],
            Inline = [("contract-inline-1", Allow("sqs:SendMessage")), ("contract-inline-2", Allow("s3:GetObject", "arn:aws:s3:::a/b c+d%20*"))],
            Boundary = ("contract-boundary", Allow("*")),
        };
        var role = (await (await HoldAsync(sample)).ReadAsync(Account, Region, "contract-whole", Cancelled))!.Documents!;

        Assert.Equal($"arn:aws:iam::{Account}:role/contract-whole", role.Arn);
        AssertSame(sample.Trust, role.TrustPolicy);
        Assert.Equal(
            [("contract-managed-1", $"arn:aws:iam::{Account}:policy/contract-managed-1"), ("contract-managed-2", $"arn:aws:iam::{Account}:policy/contract-managed-2")],
            role.AttachedPolicies.Select(policy => (policy.Name, policy.Arn)).Order());
        Assert.Equal([("contract-inline-1", null), ("contract-inline-2", null)], role.InlinePolicies.Select(policy => (policy.Name, policy.Arn)).Order());
        foreach (var (name, document) in sample.Managed.Concat(sample.Inline))
        {
            AssertSame(document, Assert.Single(role.AttachedPolicies.Concat(role.InlinePolicies), policy => policy.Name == name).Document);
        }

        Assert.Equal(("contract-boundary", $"arn:aws:iam::{Account}:policy/contract-boundary"), (role.PermissionsBoundary!.Name, role.PermissionsBoundary.Arn));
        AssertSame(Allow("*"), role.PermissionsBoundary.Document);
    }

    [Fact]
    public async Task A_role_without_policies_is_found_by_its_name_whatever_its_path()
    {
        var role = (await (await HoldAsync(new("contract-bare") { Path = "/team/web/" })).ReadAsync(Account, Region, "contract-bare", Cancelled))!.Documents!;
        Assert.Equal(
            ($"arn:aws:iam::{Account}:role/team/web/contract-bare", 0, 0, null),
            (role.Arn, role.AttachedPolicies.Length, role.InlinePolicies.Length, role.PermissionsBoundary));
    }

    [Fact]
    public async Task A_role_that_does_not_exist_is_refused() =>
        Assert.Equal(RoleAnswer.Refused(RoleRefusal.NotFound), await (await HoldAsync(new("contract-known"))).ReadAsync(Account, Region, "contract-nobody", Cancelled));

    private static string Allow(string action, string resource = "*") =>
        $$"""{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "{{action}}", "Resource": "{{resource}}" }] }""";

    private static void AssertSame(string expected, string actual) => Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(actual)!.ToJsonString());
}

/// <summary>A role to be held, its policies by name and document.</summary>
public sealed record SampleRole(string Name)
{
    public string Path { get; init; } = "/";

    public string Trust { get; init; } = """{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "Service": "ecs-tasks.amazonaws.com" }, "Action": "sts:AssumeRole" }] }""";

    public IReadOnlyList<(string Name, string Document)> Managed { get; init; } = [];

    public IReadOnlyList<(string Name, string Document)> Inline { get; init; } = [];

    public (string Name, string Document)? Boundary { get; init; }
}
