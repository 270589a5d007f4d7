namespace EcsGuard.Policies.Iam;

/// <summary>Roles for the examples in policies' metadata.</summary>
internal static class ExampleRole
{
    /// <summary>A role without policies that a service may assume.</summary>
    public static RoleDocuments Named(string name, string trusted = RoleTrust.Service) => new(
        $"arn:aws:iam::123456789012:role/{name}",
        $$"""{ "Statement": { "Effect": "Allow", "Principal": { "Service": "{{trusted}}" }, "Action": "sts:AssumeRole" } }""");

    /// <summary>The same with one inline policy of one statement.</summary>
    public static RoleAnswer With(this RoleDocuments role, string policy, string statement) =>
        RoleAnswer.Found(role with { InlinePolicies = [new(policy, $$"""{ "Statement": { "Effect": "Allow", {{statement.Trim()}} } }""")] });
}
