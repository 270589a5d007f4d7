using System.Globalization;
using Amazon.IdentityManagement;
using Amazon.Runtime;
using EcsGuard.Policies.Iam;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsGuard.Aws.Tests;

/// <summary>What the port makes of IAM's answers; that it reads whole roles is in its contract.</summary>
public sealed class IamRolesTests
{
    private const string Hub = "123456789012";
    private const string Document = """{ "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a+b/%41 &*" }] }""";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StubAnswer Denied = StubAnswer.XmlError(403, "AccessDenied", "not authorized to perform");
    private static readonly StubAnswer Gone = StubAnswer.XmlError(404, "NoSuchEntity", "cannot be found");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decodes_documents_and_reads_truncated_lists_to_their_end()
    {
        using var stub = new StubAws(Answer);
        using var aws = Clients(stub);

        var role = (await Roles(aws).ReadAsync(Hub, "eu-west-1", "web", Cancelled))!.Documents!;

        Assert.Equal(("arn:aws:iam::123456789012:role/web", """{"Statement":[]}"""), (role.Arn, role.TrustPolicy));
        Assert.Equal(
            [("one", "arn:aws:iam::aws:policy/service-role/one", Document), ("two", "arn:aws:iam::123456789012:policy/two", Document)],
            role.AttachedPolicies.Select(policy => (policy.Name, policy.Arn, policy.Document)));
        Assert.Equal([("three", null, Document), ("four", null, Document)], role.InlinePolicies.Select(policy => (policy.Name, policy.Arn, policy.Document)));
        Assert.Equal(new RolePolicy("cap", Document) { Arn = "arn:aws:iam::123456789012:policy/cap" }, role.PermissionsBoundary);
        Assert.Equal(
            [
                "GetPolicy arn:aws:iam::123456789012:policy/cap",
                "GetPolicy arn:aws:iam::123456789012:policy/two",
                "GetPolicy arn:aws:iam::aws:policy/service-role/one",
                "GetPolicyVersion arn:aws:iam::123456789012:policy/cap v7",
                "GetPolicyVersion arn:aws:iam::123456789012:policy/two v7",
                "GetPolicyVersion arn:aws:iam::aws:policy/service-role/one v7",
                "GetRole web",
                "GetRolePolicy web four",
                "GetRolePolicy web three",
                "ListAttachedRolePolicies web",
                "ListAttachedRolePolicies web page-2",
                "ListRolePolicies web",
                "ListRolePolicies web page-2",
            ],
            Calls(stub).Order(StringComparer.Ordinal));

        static StubAnswer Answer(StubRequest request) => (request.Member("Action"), request.Member("Marker")) switch
        {
            ("GetRole", _) => Role("arn:aws:iam::123456789012:policy/cap"),
            ("ListAttachedRolePolicies", null) => Attached("page-2", "arn:aws:iam::aws:policy/service-role/one"),
            ("ListAttachedRolePolicies", _) => Attached(null, "arn:aws:iam::123456789012:policy/two"),
            ("ListRolePolicies", null) => Inline("page-2", "three"),
            ("ListRolePolicies", _) => Inline(null, "four"),
            _ => Policies(request),
        };
    }

    [Fact]
    public async Task Reads_a_role_of_a_member_account_through_the_member_role()
    {
        using var stub = new StubAws(StubAnswer.Session("1", Now.AddHours(1)), Role(), Attached(null), Inline(null));
        using var aws = Clients(stub, "EcsGuard");

        Assert.NotNull((await Roles(aws).ReadAsync("222233334444", "eu-west-1", "web", Cancelled))!.Documents);

        Assert.Equal(
            ["AKIAHUB eu-west-1/sts/aws4_request", "AKIA1 us-east-1/iam/aws4_request", "AKIA1 us-east-1/iam/aws4_request", "AKIA1 us-east-1/iam/aws4_request"],
            stub.Requests.Select(request => request.SignedFor));
    }

    [Theory]
    [InlineData("eu-west-1", "AKIAHUB us-east-1/iam/aws4_request")]
    [InlineData("cn-northwest-1", "AKIAHUB cn-north-1/iam/aws4_request")]
    [InlineData("us-gov-east-1", "AKIAHUB us-gov-west-1/iam/aws4_request")]
    public async Task Signs_for_the_one_region_of_the_partition(string region, string signedFor)
    {
        using var stub = new StubAws(Gone);
        using var aws = Clients(stub);

        await Roles(aws).ReadAsync(Hub, region, "web", Cancelled);

        Assert.Equal(signedFor, Assert.Single(stub.Requests).SignedFor);
    }

    [Fact]
    public async Task Keeps_a_role_and_its_policies_for_five_minutes()
    {
        var time = new SetTime { Now = Now };
        using var stub = new StubAws(request => request.Member("Action") switch
        {
            "GetRole" => Role(),
            "ListAttachedRolePolicies" => Attached(null, "arn:aws:iam::aws:policy/shared"),
            "ListRolePolicies" => Inline(null),
            _ => Policies(request),
        });
        using var aws = Clients(stub);
        var roles = Roles(aws, time);

        var first = await roles.ReadAsync(Hub, "eu-west-1", "web", Cancelled);
        time.Now = Now.AddMinutes(5).AddTicks(-1);
        Assert.Same(first, await roles.ReadAsync(Hub, "us-east-1", "web", Cancelled));
        Assert.Equal(5, stub.Requests.Length);

        // Another role with the same policy: that is known.
        await roles.ReadAsync(Hub, "eu-west-1", "api", Cancelled);
        Assert.Equal(8, stub.Requests.Length);

        time.Now = Now.AddMinutes(5);
        Assert.NotSame(first, await roles.ReadAsync(Hub, "eu-west-1", "web", Cancelled));
        Assert.Equal(13, stub.Requests.Length);
    }

    [Fact]
    public async Task Says_when_it_may_not_ask_and_does_not_insist()
    {
        using var stub = new StubAws(Denied);
        using var aws = Clients(stub);
        var roles = Roles(aws);

        Assert.Equal(RoleAnswer.Refused(RoleRefusal.AccessDenied), await roles.ReadAsync(Hub, "eu-west-1", "web", Cancelled));
        Assert.Equal(RoleAnswer.Refused(RoleRefusal.AccessDenied), await roles.ReadAsync(Hub, "eu-west-1", "web", Cancelled));
        Assert.Equal(RoleAnswer.Refused(RoleRefusal.AccessDenied), await roles.ReadAsync("222233334444", "eu-west-1", "web", Cancelled));
        Assert.Single(stub.Requests);
    }

    [Theory]
    [InlineData("ListAttachedRolePolicies")]
    [InlineData("ListRolePolicies")]
    [InlineData("GetPolicy")]
    [InlineData("GetPolicyVersion")]
    [InlineData("GetRolePolicy")]
    public async Task A_role_that_is_readable_in_part_is_not_judged_in_part(string denied)
    {
        using var stub = new StubAws(request => request.Member("Action") == denied ? Denied : Whole(request));
        using var aws = Clients(stub);

        Assert.Equal(RoleAnswer.Refused(RoleRefusal.AccessDenied), await Roles(aws).ReadAsync(Hub, "eu-west-1", "web", Cancelled));
    }

    [Fact]
    public async Task A_role_that_does_not_exist_may_the_next_moment()
    {
        using var stub = new StubAws(Gone, Role(), Attached(null), Inline(null));
        using var aws = Clients(stub);
        var roles = Roles(aws);

        Assert.Equal(RoleAnswer.Refused(RoleRefusal.NotFound), await roles.ReadAsync(Hub, "eu-west-1", "web", Cancelled));
        Assert.NotNull((await roles.ReadAsync(Hub, "eu-west-1", "web", Cancelled))!.Documents);
    }

    [Fact]
    public async Task A_policy_that_has_gone_meanwhile_grants_nothing_and_a_boundary_leaves_it_open()
    {
        using var stub = new StubAws(request => request.Member("Action") switch
        {
            "GetRole" => Role("arn:aws:iam::123456789012:policy/cap"),
            "GetPolicy" or "GetRolePolicy" => Gone,
            _ => Whole(request),
        });
        using var aws = Clients(stub);

        var role = (await Roles(aws).ReadAsync(Hub, "eu-west-1", "web", Cancelled))!.Documents!;

        Assert.Equal((0, 0), (role.AttachedPolicies.Length, role.InlinePolicies.Length));
        Assert.Equal(new RolePolicy("cap", "") { Arn = "arn:aws:iam::123456789012:policy/cap" }, role.PermissionsBoundary);
    }

    [Fact]
    public async Task Does_not_take_a_failure_for_an_answer()
    {
        using var throttled = new StubAws(StubAnswer.XmlError(400, "Throttling", "Rate exceeded"));
        using var later = new StubAws(request => request.Member("Action") == "GetRolePolicy" ? StubAnswer.XmlError(400, "Throttling", "Rate exceeded") : Whole(request));
        using var empty = new StubAws(StubAnswer.Xml("<R><GetRoleResult/></R>"));
        using var throttledAws = Clients(throttled);
        using var laterAws = Clients(later);
        using var emptyAws = Clients(empty);

        Assert.Equal("Throttling", (await Assert.ThrowsAsync<AmazonIdentityManagementServiceException>(() => Roles(throttledAws).ReadAsync(Hub, "eu-west-1", "web", Cancelled))).ErrorCode);
        Assert.Equal("Throttling", (await Assert.ThrowsAsync<AmazonIdentityManagementServiceException>(() => Roles(laterAws).ReadAsync(Hub, "eu-west-1", "web", Cancelled))).ErrorCode);
        await Assert.ThrowsAsync<InvalidDataException>(() => Roles(emptyAws).ReadAsync(Hub, "eu-west-1", "web", Cancelled));
    }

    [Fact]
    public async Task Reads_four_policies_at_once_at_most()
    {
        var (reading, most) = (0, 0);
        using var stub = new StubAws(request =>
        {
            if (request.Member("Action") != "GetRolePolicy")
            {
                return request.Member("Action") == "ListRolePolicies" ? Inline(null, [.. Enumerable.Range(1, 20).Select(number => number.ToString(CultureInfo.InvariantCulture))]) : Whole(request);
            }

            var now = Interlocked.Increment(ref reading);
            InterlockedMax(ref most, now);
            Thread.Sleep(20);
            Interlocked.Decrement(ref reading);
            return Policies(request);
        });
        using var aws = Clients(stub);

        var role = (await Roles(aws).ReadAsync(Hub, "eu-west-1", "web", Cancelled))!.Documents!;

        Assert.Equal(Enumerable.Range(1, 20).Select(number => number.ToString(CultureInfo.InvariantCulture)), role.InlinePolicies.Select(policy => policy.Name));
        Assert.InRange(most, 1, 4);

        static void InterlockedMax(ref int most, int value)
        {
            for (var known = most; value > known; known = most)
            {
                Interlocked.CompareExchange(ref most, value, known);
            }
        }
    }

    [Fact]
    public void What_is_kept_is_bounded()
    {
        var time = new SetTime { Now = Now };
        var kept = new ForAWhile<int, string>(time);
        for (var number = 0; number < 1000; number++)
        {
            time.Now = number == 500 ? Now.AddMinutes(1) : time.Now;
            kept.Keep(number, "");
        }

        Assert.Equal(("", ""), (kept.Find(0), kept.Find(999)));
        time.Now = Now.AddMinutes(5);
        kept.Keep(1000, "");
        Assert.Equal((null, "", ""), (kept.Find(499), kept.Find(500), kept.Find(1000)));
        for (var number = 2000; number < 2500; number++)
        {
            kept.Keep(number, "");
        }

        Assert.Equal((null, null, ""), (kept.Find(500), kept.Find(1000), kept.Find(2499)));
    }

    /// <summary>A role with one managed and one inline policy.</summary>
    private static StubAnswer Whole(StubRequest request) => request.Member("Action") switch
    {
        "GetRole" => Role(),
        "ListAttachedRolePolicies" => Attached(null, "arn:aws:iam::aws:policy/managed"),
        "ListRolePolicies" => Inline(null, "inline"),
        _ => Policies(request),
    };

    private static StubAnswer Policies(StubRequest request) => StubAnswer.Xml(request.Member("Action") switch
    {
        "GetPolicy" => "<R><GetPolicyResult><Policy><DefaultVersionId>v7</DefaultVersionId></Policy></GetPolicyResult></R>",
        "GetPolicyVersion" => $"<R><GetPolicyVersionResult><PolicyVersion><Document>{Uri.EscapeDataString(Document)}</Document></PolicyVersion></GetPolicyVersionResult></R>",
        _ => $"<R><GetRolePolicyResult><PolicyDocument>{Uri.EscapeDataString(Document)}</PolicyDocument></GetRolePolicyResult></R>",
    });

    private static StubAnswer Role(string? boundary = null) => StubAnswer.Xml(
        $"""
        <R><GetRoleResult><Role><Arn>arn:aws:iam::123456789012:role/web</Arn><AssumeRolePolicyDocument>%7B%22Statement%22%3A%5B%5D%7D</AssumeRolePolicyDocument>
        {(boundary is null ? "" : $"<PermissionsBoundary><PermissionsBoundaryArn>{boundary}</PermissionsBoundaryArn></PermissionsBoundary>")}</Role></GetRoleResult></R>
        """);

    private static StubAnswer Attached(string? marker, params IEnumerable<string> arns) => StubAnswer.Xml(
        $"<R><ListAttachedRolePoliciesResult><AttachedPolicies>{string.Concat(arns.Select(arn => $"<member><PolicyArn>{arn}</PolicyArn></member>"))}</AttachedPolicies>{More(marker)}</ListAttachedRolePoliciesResult></R>");

    private static StubAnswer Inline(string? marker, params IEnumerable<string> names) => StubAnswer.Xml(
        $"<R><ListRolePoliciesResult><PolicyNames>{string.Concat(names.Select(name => $"<member>{name}</member>"))}</PolicyNames>{More(marker)}</ListRolePoliciesResult></R>");

    private static string More(string? marker) => marker is null ? "<IsTruncated>false</IsTruncated>" : $"<IsTruncated>true</IsTruncated><Marker>{marker}</Marker>";

    /// <summary>What was asked, as action and arguments.</summary>
    private static IEnumerable<string> Calls(StubAws stub) => stub.Requests.Select(request =>
        string.Join(' ', new[] { "Action", "RoleName", "PolicyArn", "PolicyName", "VersionId", "Marker" }.Select(request.Member).OfType<string>()));

    private static IamRoles Roles(AwsClients aws, TimeProvider? time = null) => new(aws, time ?? new SetTime { Now = Now }, NullLogger<IamRoles>.Instance);

    private static AwsClients Clients(StubAws stub, string? role = null) => new(
        new AwsClientOptions { Account = Hub, Region = "eu-west-1", Credentials = new BasicAWSCredentials("AKIAHUB", "secret"), Endpoint = stub.Url, MemberRole = role, MaxRetries = 0 },
        new SetTime { Now = Now });
}
