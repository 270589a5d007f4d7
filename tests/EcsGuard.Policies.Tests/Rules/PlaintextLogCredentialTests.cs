using EcsGuard.Policies.Model;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Policies.Tests.Rules;

public sealed class PlaintextLogCredentialTests : PolicyTests<PlaintextLogCredential>
{
    private static string Options(string options, string driver = "awsfirelens") =>
        $$"""{ "containerDefinitions": [{ "name": "app", "logConfiguration": { "logDriver": "{{driver}}", "options": {{options}} } }] }""";

    [Theory]
    [InlineData("splunk-token")]
    [InlineData("splunk_token")]
    [InlineData("apikey")]
    [InlineData("api_key")]
    [InlineData("apiKey")]
    [InlineData("HTTP_Passwd")]
    [InlineData("http_passwd")]
    [InlineData("tls.key_passwd")]
    [InlineData("password")]
    [InlineData("sasl.passphrase")]
    [InlineData("client_secret")]
    [InlineData("secret_key")]
    [InlineData("aws_secret_access_key")]
    [InlineData("licenseKey")]
    [InlineData("shared_key")]
    [InlineData("private_key")]
    [InlineData("auth_key")]
    [InlineData("account_key")]
    [InlineData("cloud_auth")]
    public void Reports_a_credential_by_its_name_and_does_not_repeat_it(string key) =>
        AssertViolated(
            Options($$"""{ "Name": "x", "{{key}}": "0123-not-real" }"""),
            ($"/containerDefinitions/0/logConfiguration/options/{key}", $"Container 'app' has a credential in its log options, '{key}': move it to secretOptions."));

    [Theory]
    [InlineData("fluentd-address", "user:pw@logs.example.com:24224")]
    [InlineData("fluentd-address", "tcp://user:pw@logs.example.com:24224/x@y")]
    [InlineData("syslog-address", "tcp+tls://:pw@logs.example.com")]
    [InlineData("splunk-url", "https://user:p@w@splunk.example.com?x")]
    [InlineData("Host", "user:pw@es.example.com#x")]
    [InlineData("endpoint", "user:pw@x")]
    [InlineData("uri", "user:pw@x")]
    [InlineData("proxy", "http://user:pw@proxy.example.com")]
    [InlineData("Header", "Authorization Bearer 0123-not-real")]
    [InlineData("header", "X-API-Key 0123-not-real")]
    [InlineData("header", "Api-Key 0123-not-real")]
    [InlineData("header", "DD-API-KEY 0123-not-real")]
    [InlineData("header", "X-License-Key 0123-not-real")]
    [InlineData("header", "X-Auth-Token 0123-not-real")]
    public void Reports_a_credential_within_a_value(string key, string value) =>
        AssertViolated(
            Options($$"""{ "{{key}}": "{{value}}" }""", "fluentd"),
            ($"/containerDefinitions/0/logConfiguration/options/{key}", $"Container 'app' has a credential within its log option '{key}': move it to secretOptions."));

    [Theory]
    [InlineData("Name", "datadog")]
    [InlineData("apikey", "")]
    [InlineData("mask_password", "On")]
    [InlineData("use_token", "off")]
    [InlineData("hide_secret", "true")]
    [InlineData("hide_secret", "false")]
    [InlineData("tls.key_file", "/etc/key.pem")]
    [InlineData("partition_key", "id")]
    [InlineData("http_user", "shipper")]
    [InlineData("fluentd-address", "logs.example.com:24224")]
    [InlineData("fluentd-address", "tcp://user@logs.example.com:24224")]
    [InlineData("fluentd-address", "user:@logs.example.com:24224")]
    [InlineData("splunk-url", "https://splunk.example.com:8088/a:b@c")]
    [InlineData("splunk-url", "https://splunk.example.com:8088?a:b@c")]
    [InlineData("awslogs-multiline-pattern", "^[a-z]+:[^@]+@")]
    [InlineData("pattern", "^a b://x:y@z")]
    [InlineData("Header", "Authorization ")]
    [InlineData("Header", "X-Team payments")]
    [InlineData("comment", "Authorization Bearer")]
    public void Accepts_what_is_no_credential(string key, string value) => AssertPassed(Options($$"""{ "{{key}}": "{{value}}" }"""));

    [Fact]
    public void Accepts_a_secret_option() =>
        AssertPassed("""{ "containerDefinitions": [{ "logConfiguration": { "logDriver": "splunk", "options": {}, "secretOptions": [{ "name": "splunk-token", "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x" }] } }] }""");

    [Fact]
    public void Reports_each_of_each_container() =>
        AssertViolated(
            """{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "options": { "apikey": "1", "token": "2" } } }, { "name": "b" }, { "name": "c", "logConfiguration": { "logDriver": "splunk", "options": { "splunk-token": "3" } } }] }""",
            ("/containerDefinitions/0/logConfiguration/options/apikey", "Container 'a' has a credential in its log options, 'apikey': move it to secretOptions."),
            ("/containerDefinitions/0/logConfiguration/options/token", "Container 'a' has a credential in its log options, 'token': move it to secretOptions."),
            ("/containerDefinitions/2/logConfiguration/options/splunk-token", "Container 'c' has a credential in its log options, 'splunk-token': move it to secretOptions."));

    [Theory]
    [InlineData("""{ "containerDefinitions": [{ "name": "a" }] }""")]
    [InlineData("""{ "containerDefinitions": [{ "name": "a", "logConfiguration": { "logDriver": "awslogs" } }] }""")]
    public void A_task_without_log_options_is_left_alone(string definition) => AssertNotApplicable(definition);

    [Theory]
    [InlineData("""{ "apikey": "${DD_API_KEY}", "Host": "${HOST}" }""", "/containerDefinitions/0/logConfiguration/options/apikey", UndeterminedReason.Placeholder)]
    [InlineData("""{ "apikey": "YOUR_API_KEY" }""", "/containerDefinitions/0/logConfiguration/options/apikey", UndeterminedReason.Placeholder)]
    [InlineData("""{ "apikey": "HIDDEN_DUE_TO_SECURITY_REASONS" }""", "/containerDefinitions/0/logConfiguration/options/apikey", UndeterminedReason.Redacted)]
    [InlineData(""" "HIDDEN_DUE_TO_SECURITY_REASONS" """, "/containerDefinitions/0/logConfiguration/options", UndeterminedReason.Redacted)]
    public void Cannot_tell_while_a_value_is_hidden(string options, string path, UndeterminedReason reason) => AssertUndetermined(Options(options), (path, reason));
}
