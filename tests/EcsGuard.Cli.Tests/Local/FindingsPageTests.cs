using EcsGuard.Cli.Local;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Pipeline.PolicyFiles;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Tests.Local;

public sealed class FindingsPageTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0f1e2d3c4b5a", "0f1e2d3c4b5a")]
    [InlineData(null, "net@example.com")]
    public void An_exempt_finding_says_until_when_and_by_which_exemption(string? id, string by)
    {
        var page = FindingsPage.Render([Exempted(new(Noon.AddDays(30), "net@example.com", "It <routes>, \"PLAT-1\"", id))], []);
        Assert.Contains(
            $"""<td class="nowrap">exempted<br><small title="net@example.com: It &lt;routes&gt;, &quot;PLAT-1&quot;">until 2026-03-31 12:00<br>by <code>{by}</code></small></td>""",
            page,
            StringComparison.Ordinal);
    }

    private static Finding Exempted(FindingExemption exemption) => new()
    {
        Resource = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:8",
        Account = "111122223333",
        Region = "eu-west-1",
        Family = "web",
        Revision = 8,
        Policy = "host-network",
        Kind = PolicyKind.Posture,
        Severity = Severity.High,
        Subject = "/networkMode",
        Path = "/networkMode",
        Container = null,
        Message = "The task shares the host's network.",
        State = FindingState.Exempted,
        FirstSeen = Noon,
        LastSeen = Noon,
        Team = "net",
        Ruling = new("01b363abaae8", null, EnforcementMode.Notify, exemption),
    };
}
