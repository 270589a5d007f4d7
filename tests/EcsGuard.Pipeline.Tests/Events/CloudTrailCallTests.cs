using EcsGuard.Pipeline.Events;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Events;

public sealed class CloudTrailCallTests
{
    [Fact]
    public void Reads_a_call()
    {
        var call = CloudTrailCall.Read(Call("RegisterTaskDefinition", """{"family":"web"}""", """{"taskDefinition":{}}"""));
        Assert.Equal(("RegisterTaskDefinition", "event-1", null, "arn:aws:sts::111122223333:assumed-role/Deploy/ci"), (call.EventName, call.EventId, call.ErrorCode, call.Caller.ToString()));
        Assert.Equal("""{"family":"web"}""", call.Request!.Value.GetRawText());
        Assert.Equal("""{"taskDefinition":{}}""", call.Response!.Value.GetRawText());
    }

    [Fact]
    public void A_failed_call_tells_who_and_why_but_nothing_of_what()
    {
        var call = CloudTrailCall.Read(Call("RegisterTaskDefinition", "null", "null", more: ""","errorCode":"AccessDenied","errorMessage":"no" """));
        Assert.Equal(("AccessDenied", null, null), (call.ErrorCode, call.Request, call.Response));
    }

    [Theory]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"")]
    [InlineData("[]")]
    [InlineData("7")]
    public void Halves_that_are_no_objects_are_missing(string half)
    {
        var call = CloudTrailCall.Read(Call("RegisterTaskDefinition", half, half));
        Assert.Equal((null, null), (call.Request, call.Response));
    }

    [Fact]
    public void Nothing_in_a_record_is_certain()
    {
        var call = CloudTrailCall.Read(Envelope("AWS API Call via CloudTrail", """{ "eventName": 1, "eventID": null, "errorCode": false }"""));
        Assert.Equal(("", "00000000-0000-0000-0000-000000000001", null, "unknown"), (call.EventName, call.EventId, call.ErrorCode, call.Caller.ToString()));
    }

    [Theory]
    // A person at the root of the account.
    [InlineData("""{ "type": "Root", "principalId": "111122223333", "arn": "arn:aws:iam::111122223333:root", "accountId": "111122223333", "accessKeyId": "" }""", "arn:aws:iam::111122223333:root")]
    // A user in the console: the session has an empty issuer.
    [InlineData("""{ "type": "IAMUser", "principalId": "AIDAX", "arn": "arn:aws:iam::111122223333:user/Maria", "userName": "Maria", "sessionContext": { "sessionIssuer": {}, "webIdFederationData": {}, "attributes": {} } }""", "arn:aws:iam::111122223333:user/Maria")]
    [InlineData("""{ "type": "IAMUser", "principalId": "AIDAX", "userName": "Maria" }""", "Maria")]
    [InlineData("""{ "type": "AssumedRole", "principalId": "AROAX:ci", "arn": "arn:aws:sts::111122223333:assumed-role/Deploy/ci", "sessionContext": { "sessionIssuer": { "type": "Role", "arn": "arn:aws:iam::111122223333:role/Deploy", "userName": "Deploy" } } }""", "arn:aws:sts::111122223333:assumed-role/Deploy/ci")]
    [InlineData("""{ "type": "AssumedRole", "principalId": "AROAX:ci", "sessionContext": { "sessionIssuer": { "type": "Role", "arn": "arn:aws:iam::111122223333:role/Deploy" } } }""", "arn:aws:iam::111122223333:role/Deploy")]
    [InlineData("""{ "type": "AssumedRole", "arn": "", "userName": "", "principalId": "AROAX:ci", "sessionContext": { "sessionIssuer": {} } }""", "AROAX:ci")]
    [InlineData("""{ "type": "FederatedUser", "principalId": "111122223333:Maria", "arn": "arn:aws:sts::111122223333:federated-user/Maria" }""", "arn:aws:sts::111122223333:federated-user/Maria")]
    [InlineData("""{ "type": "AWSAccount", "principalId": "AIDAX", "accountId": "444455556666" }""", "AIDAX")]
    [InlineData("""{ "type": "AWSAccount", "accountId": "444455556666" }""", "444455556666")]
    [InlineData("""{ "type": "AWSService", "invokedBy": "autoscaling.amazonaws.com" }""", "autoscaling.amazonaws.com")]
    [InlineData("""{ "type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/Cfn/AWSCloudFormation", "invokedBy": "cloudformation.amazonaws.com" }""", "arn:aws:sts::111122223333:assumed-role/Cfn/AWSCloudFormation through cloudformation.amazonaws.com")]
    [InlineData("""{ "type": "Root", "arn": "arn:aws:iam::111122223333:root", "invokedBy": "" }""", "arn:aws:iam::111122223333:root")]
    [InlineData("""{ "type": "IdentityCenterUser", "accountId": "111122223333", "onBehalfOf": { "userId": "5f1d1a5c-0001", "identityStoreArn": "arn:aws:identitystore::111122223333:identitystore/d-1" }, "credentialId": "c" }""", "5f1d1a5c-0001")]
    [InlineData("""{ "type": "Unknown" }""", "Unknown")]
    [InlineData("null", "unknown")]
    [InlineData("{}", "unknown")]
    [InlineData("\"HIDDEN_DUE_TO_SECURITY_REASONS\"", "unknown")]
    [InlineData("""{ "type": 1, "arn": [], "sessionContext": "x" }""", "unknown")]
    public void Names_the_caller_as_well_as_the_record_allows(string userIdentity, string caller) =>
        Assert.Equal(caller, CloudTrailCall.Read(Envelope("AWS API Call via CloudTrail", $$"""{ "userIdentity": {{userIdentity}} }""")).Caller.ToString());
}
