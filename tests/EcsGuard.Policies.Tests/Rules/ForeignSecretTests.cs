using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class ForeignSecretTests : PolicyTests<ForeignSecret>
{
    private const string Own = "arn:aws:ssm:eu-west-1:123456789012:parameter/app/key";
    private const string Foreign = "arn:aws:ssm:eu-west-1:210987654321:parameter/app/key";

    [Theory]
    [InlineData("key")]
    [InlineData("/app/${STAGE}/key")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:210987654321:secret:key-AbCdEf")]
    [InlineData("arn:aws:secretsmanager:${AWS::Region}:210987654321:secret:key-AbCdEf")]
    [InlineData("arn:aws:ssm:eu-west-1:21098765432:parameter/app/key")]
    public void Says_nothing_about_names_and_shared_secrets(string source) => AssertNotApplicable(Registered(source));

    [Fact]
    public void Says_nothing_without_secrets() => AssertNotApplicable("""{ "containerDefinitions": [{ "name": "app", "secrets": [], "logConfiguration": {} }] }""");

    [Fact]
    public void Accepts_a_parameter_of_the_tasks_account() => AssertPassed(Registered(Own));

    [Fact]
    public void Reports_a_parameter_of_another_account() =>
        AssertViolated(
            Registered(Foreign),
            ("/containerDefinitions/0/secrets/0/valueFrom", "'KEY' of container 'app' is a parameter of account 210987654321, but the task runs in account 123456789012."));

    [Fact]
    public void Looks_at_every_secret_and_at_those_of_log_drivers()
    {
        Context = new() { Arn = new("aws", "eu-west-1", "123456789012", "app", 1) };
        AssertViolated(
            $$"""
            {
              "containerDefinitions": [
                { "name": "a", "secrets": [{ "name": "K", "valueFrom": "{{Own}}" }, { "name": "L", "valueFrom": "{{Foreign}}" }] },
                { "name": "b", "logConfiguration": { "secretOptions": [{ "name": "splunk-token", "valueFrom": "{{Foreign}}" }] } }
              ]
            }
            """,
            ("/containerDefinitions/0/secrets/1/valueFrom", "'L' of container 'a' is a parameter of account 210987654321, but the task runs in account 123456789012."),
            ("/containerDefinitions/1/logConfiguration/secretOptions/0/valueFrom", "'splunk-token' of container 'b' is a parameter of account 210987654321, but the task runs in account 123456789012."));
    }

    [Fact]
    public void Accepts_several_parameters_of_the_tasks_account()
    {
        Context = new() { Arn = new("aws", "eu-west-1", "123456789012", "app", 1) };
        const string Two = $$"""[{ "name": "K", "valueFrom": "{{Own}}" }, { "name": "L", "valueFrom": "{{Own}}" }]""";
        AssertPassed($$"""{ "containerDefinitions": [{ "secrets": {{Two}} }] }""");
        AssertPassed($$"""{ "containerDefinitions": [{ "logConfiguration": { "secretOptions": {{Two}} } }] }""");
    }

    [Fact]
    public void Accepts_a_log_drivers_secret_of_the_tasks_account()
    {
        Context = new() { Arn = new("aws", "eu-west-1", "123456789012", "app", 1) };
        AssertPassed($$"""{ "containerDefinitions": [{ "name": "b", "logConfiguration": { "secretOptions": [{ "name": "t", "valueFrom": "{{Own}}" }] } }] }""");
    }

    [Fact]
    public void Cannot_tell_before_registration() =>
        AssertUndetermined(Task(Own), ("/containerDefinitions/0/secrets/0/valueFrom", UndeterminedReason.MissingFact));

    [Theory]
    [InlineData("${KEY}", UndeterminedReason.Placeholder)]
    [InlineData("arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/app/key", UndeterminedReason.Placeholder)]
    [InlineData("HIDDEN_DUE_TO_SECURITY_REASONS", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_the_account_is_hidden(string source, UndeterminedReason reason) =>
        AssertUndetermined(Registered(source), ("/containerDefinitions/0/secrets/0/valueFrom", reason));

    [Fact]
    public void Cannot_tell_while_the_secrets_are_hidden()
    {
        AssertUndetermined("""{ "containerDefinitions": [{ "secrets": "${SECRETS}" }] }""", ("/containerDefinitions/0/secrets", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": [{ "secrets": [{ "valueFrom": [] }] }] }""", ("/containerDefinitions/0/secrets/0/valueFrom", UndeterminedReason.WrongType));
        AssertUndetermined("""{ "containerDefinitions": [{ "logConfiguration": "${LOG}" }] }""", ("/containerDefinitions/0/logConfiguration", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": [{ "logConfiguration": { "secretOptions": "${S}" } }] }""", ("/containerDefinitions/0/logConfiguration/secretOptions", UndeterminedReason.Placeholder));
        AssertUndetermined("""{ "containerDefinitions": "${C}" }""", ("/containerDefinitions", UndeterminedReason.Placeholder));
    }

    private static string Registered(string source) =>
        Task(source).Replace("{ \"containerD", """{ "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/app:1", "containerD""", StringComparison.Ordinal);

    private static string Task(string source) =>
        $$"""{ "containerDefinitions": [{ "name": "app", "secrets": [{ "name": "KEY", "valueFrom": "{{source}}" }] }] }""";
}
