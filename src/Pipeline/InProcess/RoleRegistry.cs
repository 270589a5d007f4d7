using System.Collections.Immutable;
using System.Text.Json;
using EcsGuard.Pipeline.Events;
using EcsGuard.Pipeline.Ports;
using EcsGuard.Policies.Iam;

namespace EcsGuard.Pipeline.InProcess;

/// <summary>
/// IAM's roles in process: what <c>aws iam get-account-authorization-details</c> prints of an account.
/// Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html.
/// </summary>
public sealed class RoleRegistry : IRoles
{
    private readonly Dictionary<(string Account, string Name), RoleDocuments> _roles = [];

    /// <summary>Takes an account's roles. False if the JSON is something else.</summary>
    public bool Add(JsonElement details)
    {
        if (details.Member("RoleDetailList") is not { ValueKind: JsonValueKind.Array } roles)
        {
            return false;
        }

        var documents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var policy in Items(details, "Policies"))
        {
            var inForce = Array.Find(Items(policy, "PolicyVersionList"), version => version.Member("IsDefaultVersion")?.ValueKind == JsonValueKind.True);
            documents[policy.Text("Arn") ?? ""] = inForce.ValueKind == JsonValueKind.Object ? DocumentOf(inForce, "Document") : "";
        }

        foreach (var role in roles.EnumerateArray())
        {
            if (role.Text("Arn") is { } arn && arn.Split(':') is ["arn", _, "iam", _, var account, ..] && role.Text("RoleName") is { } name)
            {
                _roles[(account, name)] = Read(role, arn, documents);
            }
        }

        return true;
    }

    public Task<RoleAnswer?> ReadAsync(string account, string region, string name, CancellationToken cancellationToken) => Task.FromResult(
        _roles.TryGetValue((account, name), out var role) ? RoleAnswer.Found(role)
        : _roles.Keys.Any(key => key.Account == account) ? RoleAnswer.Refused(RoleRefusal.NotFound)
        : null);

    private static RoleDocuments Read(JsonElement role, string arn, Dictionary<string, string> documents)
    {
        return new(arn, DocumentOf(role, "AssumeRolePolicyDocument"))
        {
            AttachedPolicies = [.. Items(role, "AttachedManagedPolicies").Select(policy => Managed(policy.Text("PolicyArn") ?? ""))],
            InlinePolicies = [.. Items(role, "RolePolicyList").Select(policy => new RolePolicy(policy.Text("PolicyName") ?? "", DocumentOf(policy, "PolicyDocument")))],
            PermissionsBoundary = role.Member("PermissionsBoundary")?.Text("PermissionsBoundaryArn") is { } boundary ? Managed(boundary) : null,
        };

        // A policy that was filtered out of the details has an empty document, of which nothing can be told.
        RolePolicy Managed(string policy) => new(policy[(policy.LastIndexOf('/') + 1)..], documents.GetValueOrDefault(policy, "")) { Arn = policy };
    }

    private static JsonElement[] Items(JsonElement owner, string name) =>
        owner.Member(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>The CLI prints documents as JSON, other tools as a text that holds it.</summary>
    private static string DocumentOf(JsonElement owner, string name) => owner.Member(name) switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } json => json.GetRawText(),
    };
}
