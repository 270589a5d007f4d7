using EcsGuard.Pipeline.Events;
using static EcsGuard.Pipeline.Tests.Support.Events;

namespace EcsGuard.Pipeline.Tests.Events;

public sealed class EventEnvelopeTests
{
    [Fact]
    public void Reads_an_envelope()
    {
        var envelope = Read("""
            {
              "version": "0", "id": "7bf73129", "detail-type": "ECS Task State Change", "source": "aws.ecs", "account": "111122223333",
              "time": "2026-03-01T13:00:00+01:00", "region": "eu-west-1", "resources": ["arn:aws:ecs:us-east-1:111122223333:task/prod/1"],
              "detail": { "version": 3 }
            }
            """);
        Assert.Equal(
            ("7bf73129", "aws.ecs", "ECS Task State Change", "111122223333", "eu-west-1", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)),
            (envelope.Id, envelope.Source, envelope.DetailType, envelope.Account, envelope.Region, envelope.Time));
        Assert.Equal(["arn:aws:ecs:us-east-1:111122223333:task/prod/1"], envelope.Resources);
        Assert.Equal("""{ "version": 3 }""", envelope.Detail.GetRawText());
    }

    [Fact]
    public void Gives_a_bare_CloudTrail_record_its_envelope()
    {
        const string Record = """
            { "eventVersion": "1.08", "eventTime": "2026-03-01T12:00:07Z", "eventSource": "ecs.amazonaws.com", "eventName": "RegisterTaskDefinition",
              "awsRegion": "eu-west-1", "recipientAccountId": "111122223333", "eventID": "e-1" }
            """;
        var envelope = Read(Record);
        Assert.Equal(
            ("e-1", "aws.ecs", EventEnvelope.ApiCall, "111122223333", "eu-west-1", new DateTimeOffset(2026, 3, 1, 12, 0, 7, TimeSpan.Zero)),
            (envelope.Id, envelope.Source, envelope.DetailType, envelope.Account, envelope.Region, envelope.Time));
        Assert.Equal([], envelope.Resources);
        Assert.Equal(Record, envelope.Detail.GetRawText());
    }

    [Fact]
    public void A_bare_record_may_lack_all_but_its_names()
    {
        var envelope = Read("""{ "eventSource": "iam.amazonaws.com", "eventName": "CreateRole" }""");
        Assert.Equal(("", "aws.iam", EventEnvelope.ApiCall, "", "", (DateTimeOffset?)null), (envelope.Id, envelope.Source, envelope.DetailType, envelope.Account, envelope.Region, envelope.Time));
    }

    [Fact]
    public void A_snippet_takes_its_region_from_the_first_resource_that_has_one()
    {
        var envelope = Read("""
            { "detail-type": "ECS Task State Change", "source": "aws.ecs",
              "resources": [7, "text", "arn:aws:iam::111122223333:role/x", "arn:aws:ecs:us-east-1:111122223333:task/1", "arn:aws:ecs:us-east-2:111122223333:task/1"], "detail": {} }
            """);
        Assert.Equal(("", "", "us-east-1", (DateTimeOffset?)null), (envelope.Id, envelope.Account, envelope.Region, envelope.Time));
        Assert.Equal(["text", "arn:aws:iam::111122223333:role/x", "arn:aws:ecs:us-east-1:111122223333:task/1", "arn:aws:ecs:us-east-2:111122223333:task/1"], envelope.Resources);
    }

    [Fact]
    public void A_snippet_takes_what_it_lacks_from_the_record_in_it()
    {
        var envelope = Read("""
            { "detail-type": "AWS API Call via CloudTrail", "source": "aws.ecs", "account": "", "time": "yesterday",
              "detail": { "awsRegion": "eu-west-1", "recipientAccountId": "111122223333", "eventTime": "2026-03-01T12:00:07Z" } }
            """);
        Assert.Equal(("111122223333", "eu-west-1", new DateTimeOffset(2026, 3, 1, 12, 0, 7, TimeSpan.Zero)), (envelope.Account, envelope.Region, envelope.Time));
    }

    [Theory]
    [InlineData(""" "id": 1, "source": [], "account": {}, "region": true, "time": 5, "resources": "none" """)]
    [InlineData(""" "id": null, "source": null, "account": null, "region": null, "time": null, "resources": null """)]
    [InlineData(""" "time": "2026-02-30T00:00:00Z", "resources": {} """)]
    public void Members_of_another_type_count_as_missing(string members)
    {
        var envelope = Read($$"""{ "detail-type": "ECS Service Action", "detail": {}, {{members}} }""");
        Assert.Equal(("", "", "", "", (DateTimeOffset?)null), (envelope.Id, envelope.Source, envelope.Account, envelope.Region, envelope.Time));
        Assert.Equal([], envelope.Resources);
    }

    [Theory]
    [InlineData("[]", "An event is a JSON object, not array.")]
    [InlineData("""[{ "detail-type": "x", "detail": {} }]""", "An event is a JSON object, not array.")]
    [InlineData("null", "An event is a JSON object, not null.")]
    [InlineData("\"text\"", "An event is a JSON object, not string.")]
    [InlineData("{}", NotAnEvent)]
    [InlineData("""{ "detail-type": "x" }""", NotAnEvent)]
    [InlineData("""{ "detail-type": "x", "detail": [] }""", NotAnEvent)]
    [InlineData("""{ "detail-type": 1, "detail": {} }""", NotAnEvent)]
    [InlineData("""{ "eventName": "RegisterTaskDefinition" }""", NotAnEvent)]
    [InlineData("""{ "eventSource": "ecs.amazonaws.com", "eventName": 1 }""", NotAnEvent)]
    public void Refuses_what_is_no_event(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Read(json)).Message);

    private const string NotAnEvent = "Neither an EventBridge event (`detail-type` and `detail`) nor a CloudTrail record (`eventSource` and `eventName`).";
}
