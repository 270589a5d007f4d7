using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests;

public sealed class PolicyCatalogTests
{
    [Fact]
    public void The_policies_are_ordered_by_id()
    {
        var ids = PolicyCatalog.All.Select(policy => policy.Metadata.Id).ToArray();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void A_policy_is_found_by_its_id()
    {
        Assert.IsType<PrivilegedContainer>(PolicyCatalog.Find("privileged-container"));
        Assert.Null(PolicyCatalog.Find("Privileged-Container"));
        Assert.Null(PolicyCatalog.Find(""));
    }

    [Fact]
    public void Only_an_interruption_is_recorded_for_each_task() =>
        Assert.Equal(["spot-interruption"], PolicyCatalog.TaskStatePolicies.Where(policy => policy.RecordsEachTask).Select(policy => policy.Metadata.Id));
}
