using System.Text.Json;
using EcsGuard.Pipeline.InProcess;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Pipeline.Tests.Contracts;
using EcsGuard.Policies.Iam;

namespace EcsGuard.Pipeline.Tests.InProcess;

/// <summary>The registry, fed as the AWS CLI prints an account.</summary>
public sealed class RoleRegistryTests : RolesContract
{
    private readonly RoleRegistry _registry = new();

    protected override string Account => "123456789012";

    protected override Task<IRoles> HoldAsync(SampleRole role)
    {
        Assert.True(Add($$"""
            {
              "UserDetailList": [], "GroupDetailList": [],
              "RoleDetailList": [{
                "Path": "{{role.Path}}", "RoleName": "{{role.Name}}", "Arn": "arn:aws:iam::{{Account}}:role{{role.Path}}{{role.Name}}",
                "AssumeRolePolicyDocument": {{role.Trust}},
                "RolePolicyList": [{{string.Join(", ", role.Inline.Select(policy => $$"""{ "PolicyName": "{{policy.Name}}", "PolicyDocument": {{policy.Document}} }"""))}}],
                "AttachedManagedPolicies": [{{string.Join(", ", role.Managed.Select(policy => $$"""{ "PolicyName": "{{policy.Name}}", "PolicyArn": "arn:aws:iam::{{Account}}:policy/{{policy.Name}}" }"""))}}]
                {{(role.Boundary is { } boundary ? $$""", "PermissionsBoundary": { "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::{{Account}}:policy/{{boundary.Name}}" }""" : "")}}
              }],
              "Policies": [{{string.Join(", ", role.Managed.Append(role.Boundary ?? ("unused", "{}")).Select(policy => $$"""
                { "PolicyName": "{{policy.Name}}", "Arn": "arn:aws:iam::{{Account}}:policy/{{policy.Name}}", "DefaultVersionId": "v2",
                  "PolicyVersionList": [{ "Document": { "Statement": [] }, "VersionId": "v1", "IsDefaultVersion": false }, { "Document": {{policy.Document}}, "VersionId": "v2", "IsDefaultVersion": true }] }
                """))}}]
            }
            """));
        return Task.FromResult<IRoles>(_registry);
    }

    [Fact]
    public async Task Knows_nothing_of_an_account_that_was_not_printed()
    {
        Assert.Null(await ReadAsync("123456789012", "web"));
        Add("""{ "RoleDetailList": [{ "Arn": "arn:aws:iam::210987654321:role/web", "RoleName": "web" }] }""");
        Assert.Null(await ReadAsync("123456789012", "web"));
        Assert.Equal(RoleAnswer.Refused(RoleRefusal.NotFound), await ReadAsync("210987654321", "api"));
    }

    [Fact]
    public async Task Takes_documents_as_text_too_and_what_is_left_out_for_unreadable()
    {
        Add("""
            {
              "RoleDetailList": [
                { "Arn": "arn:aws:iam::123456789012:role/web", "RoleName": "web", "AssumeRolePolicyDocument": "{\"Statement\":[]}",
                  "AttachedManagedPolicies": [{ "PolicyArn": "arn:aws:iam::aws:policy/service-role/Filtered" }, { "PolicyArn": "arn:aws:iam::aws:policy/Versionless" }] },
                { "RoleName": "nameless" }, { "Arn": "arn:aws:iam::123456789012:role/anonymous" }
              ],
              "Policies": [{ "Arn": "arn:aws:iam::aws:policy/Versionless" }]
            }
            """);
        var role = (await ReadAsync("123456789012", "web"))!.Documents!;
        Assert.Equal("""{"Statement":[]}""", role.TrustPolicy);
        Assert.Equal([("Filtered", ""), ("Versionless", "")], role.AttachedPolicies.Select(policy => (policy.Name, policy.Document)));
        Assert.Equal(RoleAnswer.Refused(RoleRefusal.NotFound), await ReadAsync("123456789012", "anonymous"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "RoleDetailList": {} }""")]
    [InlineData("""{ "Policies": [] }""")]
    public void Takes_nothing_else(string json) => Assert.False(Add(json));

    private bool Add(string json)
    {
        using var document = JsonDocument.Parse(json);
        return _registry.Add(document.RootElement);
    }

    private Task<RoleAnswer?> ReadAsync(string account, string name) => _registry.ReadAsync(account, "eu-west-1", name, TestContext.Current.CancellationToken);
}
