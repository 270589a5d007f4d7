using System.Net;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace EcsGuard.Aws.Tests;

/// <summary>What goes over the wire to IAM, and what comes of its answers.</summary>
public sealed class IamClientTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_a_role()
    {
        using var aws = new StubAws(StubAnswer.Xml(
            """
            <GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role>
              <Path>/team/</Path><RoleName>web</RoleName><Arn>arn:aws:iam::123456789012:role/team/web</Arn>
              <AssumeRolePolicyDocument>%7B%22Statement%22%3A%5B%5D%7D</AssumeRolePolicyDocument>
              <PermissionsBoundary><PermissionsBoundaryType>PermissionsBoundaryPolicy</PermissionsBoundaryType><PermissionsBoundaryArn>arn:aws:iam::123456789012:policy/b</PermissionsBoundaryArn></PermissionsBoundary>
              <Tags><member><Key>Arn</Key><Value>not the role's</Value></member></Tags>
              <RoleLastUsed><Region>eu-west-1</Region></RoleLastUsed>
            </Role></GetRoleResult></GetRoleResponse>
            """));
        using var iam = Client(aws.Url, new SessionAWSCredentials("AKIASESSION", "secret", "the-session-token"));

        var answer = await iam.GetRoleAsync(new GetRoleRequest { RoleName = "web" }, Cancelled);

        var request = Assert.Single(aws.Requests);
        Assert.Equal(["Action=GetRole", "RoleName=web", "Version=2010-05-08"], request.Form);
        Assert.Equal("AKIASESSION us-east-1/iam/aws4_request", request.SignedFor);
        Assert.Equal("the-session-token", request.Headers["x-amz-security-token"]);
        Assert.Contains(" api/IAM#", request.Headers["User-Agent"], StringComparison.Ordinal);
        var role = answer.Role!;
        Assert.Equal(
            ("web", "/team/", "arn:aws:iam::123456789012:role/team/web", "%7B%22Statement%22%3A%5B%5D%7D", "arn:aws:iam::123456789012:policy/b"),
            (role.RoleName, role.Path, role.Arn, role.AssumeRolePolicyDocument, role.PermissionsBoundary?.PermissionsBoundaryArn));
    }

    [Fact]
    public async Task Lists_attached_policies_page_by_page()
    {
        using var aws = new StubAws(
            StubAnswer.Xml("""
                <ListAttachedRolePoliciesResponse><ListAttachedRolePoliciesResult><AttachedPolicies>
                <member><PolicyName>a</PolicyName><PolicyArn>arn:a</PolicyArn></member><member><PolicyArn>arn:b</PolicyArn><PolicyName>b</PolicyName></member>
                </AttachedPolicies><IsTruncated>true</IsTruncated><Marker>more</Marker></ListAttachedRolePoliciesResult></ListAttachedRolePoliciesResponse>
                """),
            StubAnswer.Xml("<ListAttachedRolePoliciesResponse><ListAttachedRolePoliciesResult><IsTruncated>false</IsTruncated><AttachedPolicies/></ListAttachedRolePoliciesResult></ListAttachedRolePoliciesResponse>"));
        using var iam = Client(aws.Url);

        var first = await iam.ListAttachedRolePoliciesAsync(new ListAttachedRolePoliciesRequest { RoleName = "web" }, Cancelled);
        var second = await iam.ListAttachedRolePoliciesAsync(new ListAttachedRolePoliciesRequest { RoleName = "web", Marker = first.Marker }, Cancelled);

        Assert.Equal([("a", "arn:a"), ("b", "arn:b")], first.AttachedPolicies.Select(policy => (policy.PolicyName, policy.PolicyArn)));
        Assert.Equal((true, "more"), (first.IsTruncated, first.Marker));
        Assert.Equal((0, false, null), (second.AttachedPolicies.Count, second.IsTruncated, second.Marker));
        Assert.Equal(
            [["Action=ListAttachedRolePolicies", "RoleName=web", "Version=2010-05-08"], ["Action=ListAttachedRolePolicies", "Marker=more", "RoleName=web", "Version=2010-05-08"]],
            aws.Requests.Select(request => request.Form));
    }

    [Fact]
    public async Task Lists_inline_policies_page_by_page()
    {
        using var aws = new StubAws(
            StubAnswer.Xml("<ListRolePoliciesResponse><ListRolePoliciesResult><PolicyNames><member>a</member><member>b</member></PolicyNames><IsTruncated>true</IsTruncated><Marker>m=1&amp;2</Marker></ListRolePoliciesResult></ListRolePoliciesResponse>"),
            StubAnswer.Xml("<ListRolePoliciesResponse><ListRolePoliciesResult><PolicyNames/><IsTruncated>false</IsTruncated></ListRolePoliciesResult></ListRolePoliciesResponse>"));
        using var iam = Client(aws.Url);

        var first = await iam.ListRolePoliciesAsync(new ListRolePoliciesRequest { RoleName = "web" }, Cancelled);
        var second = await iam.ListRolePoliciesAsync(new ListRolePoliciesRequest { RoleName = "web", Marker = first.Marker }, Cancelled);

        Assert.Equal(["a", "b"], first.PolicyNames);
        Assert.Equal((true, "m=1&2"), (first.IsTruncated, first.Marker));
        Assert.Equal((0, false, null), (second.PolicyNames.Count, second.IsTruncated, second.Marker));
        Assert.Contains("Marker=m%3D1%262", aws.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_policies_and_their_documents()
    {
        using var aws = new StubAws(
            StubAnswer.Xml("<GetPolicyResponse><GetPolicyResult><Policy><PolicyName>p</PolicyName><Arn>arn:p</Arn><DefaultVersionId>v3</DefaultVersionId></Policy></GetPolicyResult></GetPolicyResponse>"),
            StubAnswer.Xml("<GetPolicyVersionResponse><GetPolicyVersionResult><PolicyVersion><Document>%7B%7D</Document><VersionId>v3</VersionId><IsDefaultVersion>true</IsDefaultVersion></PolicyVersion></GetPolicyVersionResult></GetPolicyVersionResponse>"),
            StubAnswer.Xml("<GetRolePolicyResponse><GetRolePolicyResult><RoleName>web</RoleName><PolicyName>p</PolicyName><PolicyDocument>%7B%7D</PolicyDocument></GetRolePolicyResult></GetRolePolicyResponse>"));
        using var iam = Client(aws.Url);

        var policy = (await iam.GetPolicyAsync(new GetPolicyRequest { PolicyArn = "arn:p" }, Cancelled)).Policy!;
        var version = (await iam.GetPolicyVersionAsync(new GetPolicyVersionRequest { PolicyArn = "arn:p", VersionId = "v3" }, Cancelled)).PolicyVersion!;
        var inline = await iam.GetRolePolicyAsync(new GetRolePolicyRequest { RoleName = "web", PolicyName = "p" }, Cancelled);

        Assert.Equal(("p", "arn:p", "v3"), (policy.PolicyName, policy.Arn, policy.DefaultVersionId));
        Assert.Equal(("%7B%7D", "v3", true), (version.Document, version.VersionId, version.IsDefaultVersion));
        Assert.Equal(("web", "p", "%7B%7D"), (inline.RoleName, inline.PolicyName, inline.PolicyDocument));
        Assert.Equal(
            [
                ["Action=GetPolicy", "PolicyArn=arn:p", "Version=2010-05-08"],
                ["Action=GetPolicyVersion", "PolicyArn=arn:p", "Version=2010-05-08", "VersionId=v3"],
                ["Action=GetRolePolicy", "PolicyName=p", "RoleName=web", "Version=2010-05-08"],
            ],
            aws.Requests.Select(request => request.Form));
    }

    [Theory]
    [InlineData(404, "NoSuchEntity", typeof(NoSuchEntityException))]
    [InlineData(400, "InvalidInput", typeof(InvalidInputException))]
    [InlineData(403, "AccessDenied", typeof(AmazonIdentityManagementServiceException))]
    public async Task Does_not_ask_again_when_refused(int status, string code, Type exception)
    {
        using var aws = new StubAws(StubAnswer.XmlError(status, code, "No."));
        using var iam = Client(aws.Url);

        var refused = await Assert.ThrowsAnyAsync<AmazonIdentityManagementServiceException>(() => iam.GetRoleAsync(new GetRoleRequest { RoleName = "web" }, Cancelled));

        Assert.IsType(exception, refused);
        Assert.Equal((code, "No.", "request-id", (HttpStatusCode)status), (refused.ErrorCode, refused.Message, refused.RequestId, refused.StatusCode));
        Assert.Single(aws.Requests);
    }

    [Theory]
    [InlineData(400, "Throttling", typeof(AmazonIdentityManagementServiceException))]
    [InlineData(500, "ServiceFailure", typeof(ServiceFailureException))]
    [InlineData(503, "ServiceUnavailable", typeof(AmazonIdentityManagementServiceException))]
    public async Task Asks_again_when_IAM_is_busy_and_gives_up_in_the_end(int status, string code, Type exception)
    {
        using var recovering = new StubAws(StubAnswer.XmlError(status, code, "Rate exceeded"), StubAnswer.Xml("<GetRoleResponse><GetRoleResult><Role><RoleName>web</RoleName></Role></GetRoleResult></GetRoleResponse>"));
        using var down = new StubAws(StubAnswer.XmlError(status, code, "Rate exceeded"));
        using var iam = Client(recovering.Url);
        using var downIam = Client(down.Url);

        Assert.Equal("web", (await iam.GetRoleAsync(new GetRoleRequest { RoleName = "web" }, Cancelled)).Role!.RoleName);
        Assert.IsType(exception, await Assert.ThrowsAnyAsync<AmazonIdentityManagementServiceException>(() => downIam.GetRoleAsync(new GetRoleRequest { RoleName = "web" }, Cancelled)));
        Assert.Equal((2, 2), (recovering.Requests.Length, down.Requests.Length));
    }

    [Theory]
    [InlineData("eu-west-1", false, false, "https://iam.amazonaws.com/")]
    [InlineData("us-east-1", true, false, "https://iam-fips.amazonaws.com/")]
    [InlineData("us-east-1", false, true, "https://iam.global.api.aws/")]
    [InlineData("us-east-1", true, true, "https://iam-fips.global.api.aws/")]
    [InlineData("cn-northwest-1", false, false, "https://iam.cn-north-1.amazonaws.com.cn/")]
    [InlineData("us-gov-east-1", false, false, "https://iam.us-gov.amazonaws.com/")]
    [InlineData("us-gov-west-1", true, false, "https://iam.us-gov.amazonaws.com/")]
    [InlineData("us-gov-west-1", false, true, "https://iam.us-gov.api.aws/")]
    [InlineData("us-iso-west-1", false, false, "https://iam.us-iso-east-1.c2s.ic.gov/")]
    [InlineData("eusc-de-east-1", false, false, "https://iam.eusc-de-east-1.amazonaws.eu/")]
    public void Finds_the_endpoint_of_a_partition(string region, bool fips, bool dualStack, string url)
    {
        var config = new AmazonIdentityManagementServiceConfig
        {
            IgnoreConfiguredEndpointUrls = true,
            RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            UseDualstackEndpoint = dualStack,
        };

        Assert.Equal(url, config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new GetRoleRequest())).URL);
    }

    private static AmazonIdentityManagementServiceClient Client(Uri url, AWSCredentials? credentials = null) => new(
        credentials ?? new BasicAWSCredentials("test", "test"),
        new AmazonIdentityManagementServiceConfig { ServiceURL = url.AbsoluteUri, AuthenticationRegion = "us-east-1", MaxErrorRetry = 1 });
}
