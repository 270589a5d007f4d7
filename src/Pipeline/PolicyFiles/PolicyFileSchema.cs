using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcsGuard.Policies;
using EcsGuard.Policies.Rules;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>
/// The JSON Schema of a policy file, for editors: made from the catalogue, so each policy's own settings are in it. Draft 7, which every editor's YAML support
/// understands. What a schema cannot say (does the unit exist, is the mandatory policy exempted) <see cref="PolicyFileReader"/> alone checks.
/// </summary>
public static class PolicyFileSchema
{
    /// <summary>Where the published schema stands in the repository.</summary>
    public const string RepositoryPath = "docs/policy-file.schema.json";

    /// <summary>The schema, indented, ending with a line feed.</summary>
    public static string Write()
    {
        var schema = Root();
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        schema.Insert(1, "title", "EcsGuard policy file");
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            schema.WriteTo(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static JsonObject Root() => Object(
        "What an organisation wants judged, how strictly, who is told, and what is exempt.",
        required: ["version"],
        ("version", new JsonObject { ["const"] = 1, ["description"] = "Version of this format." }),
        ("set", Words("The policies that are on: the recommended ones, or these and the strict ones.", [PolicySet.Recommended.ToText(), PolicySet.Strict.ToText()])),
        ("policies", Policies()),
        ("enforcement", Object(
            "What becomes of violations.",
            [],
            ("default", Mode()),
            ("graceMinutes", Integer("Minutes between telling the team and deregistering.", 0, 7 * 24 * 60)),
            ("maxDeregistrationsPerHour", Integer("The most deregistrations an hour and account.", 0, 1000)),
            ("enabled", Boolean("The kill switch: false, and nothing is deregistered.")))),
        ("scopes", List("Parts of the estate with rules of their own; what the narrowest one that matches says stands.", Object(
            "A part of the estate.",
            ["match"],
            ("name", Text("How findings name it.")),
            ("match", MatchSchema()),
            ("enforcement", Mode()),
            ("policies", Policies())))),
        ("teams", List("Who is told; the narrowest match owns.", Object(
            "A team.",
            ["name"],
            ("name", Text("How findings and messages name it.")),
            ("match", MatchSchema()),
            ("notify", List("Where it is told.", ChannelSchema())),
            ("tellFixed", Boolean("Tell also of a revision that only fixes things."))))),
        ("exemptions", List("Faults that are accepted for a while.", Object(
            "An exemption.",
            ["policy", "reason", "owner", "expires"],
            ("policy", PolicyId()),
            ("match", MatchSchema()),
            ("reason", Text("Why the fault is accepted.")),
            ("owner", Text("Who answers for it, and is told before it ends.")),
            ("expires", Pattern("The last day on which it counts (UTC), or the time at which it ends.", "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$"))))),
        ("mandatory", List("Policies that no exemption applies to.", PolicyId())),
        ("organizationalUnits", new JsonObject
        {
            ["description"] = "The accounts of each organisational unit that a match names.",
            ["type"] = "object",
            ["additionalProperties"] = List("Account ids.", Account()),
        }));

    private static JsonObject Policies()
    {
        var policies = PolicyCatalog.All.OrderBy(policy => policy.Metadata.Id, StringComparer.Ordinal).Select(policy => (policy.Metadata.Id, Rule(policy.Metadata)));
        return Object("What holds of single policies. A policy that is named is on, unless `enabled` is false.", [], [.. policies]);
    }

    private static JsonObject Rule(PolicyMetadata policy) => Object(
        $"{policy.Title}.",
        [],
        [
            ("enabled", Boolean("Whether it is judged.")),
            ("severity", Words($"How bad a violation is; {policy.Severity.ToText()} where nothing is said.", PolicyRules.Severities)),
            ("enforcement", Mode()),
            .. policy.Options.Select(option => (option.Key, Option(option))),
        ]);

    private static JsonObject Option(PolicyOption option)
    {
        var description = $"{option.Description} {option.DefaultText} where nothing is said.";
        return option switch
        {
            PolicyOption<int> => Integer(description, 0, null),
            PolicyOption<double> => new JsonObject { ["description"] = description, ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 },
            PolicyOption<string> => Text(description),
            PolicyOption<string[]> => List(description, Text("A pattern.")),
            PolicyOption<RequiredSidecar[]> => List(description, Object("A sidecar.", [], ("name", Text("Pattern of the container's name.")), ("image", Text("Pattern of its image.")))),
            _ => throw new NotSupportedException($"The option {option.Key} has a type that policy files do not know."),
        };
    }

    private static JsonObject MatchSchema() => Object(
        "Each list that is given must have an element that fits, and each tag must.",
        [],
        ("accounts", List("Account ids.", Account(), 1)),
        ("organizationalUnits", List("Names from `organizationalUnits`.", Text("An organisational unit."), 1)),
        ("regions", List("Regions; * and ? stand for any text and any character.", Text("A region."), 1)),
        ("families", List("Families; * and ? stand for any text and any character.", Text("A family."), 1)),
        ("tags", new JsonObject { ["description"] = "Tags of the task definition; values are patterns.", ["type"] = "object", ["additionalProperties"] = Text("A pattern of the value.") }));

    private static JsonObject ChannelSchema()
    {
        var channel = Object(
            "A topic of SNS, or a webhook of Slack.",
            [],
            ("sns", Text("ARN of a standard SNS topic.")),
            ("slackSecret", Text("ARN of the Secrets Manager secret that holds the webhook's URL.")),
            ("minSeverity", Words("Findings below this one are not told here; low where nothing is said.", PolicyRules.Severities)));
        channel["oneOf"] = new JsonArray(new JsonObject { ["required"] = new JsonArray("sns") }, new JsonObject { ["required"] = new JsonArray("slackSecret") });
        return channel;
    }

    private static JsonObject Mode() => Words("What a violation leads to: it is recorded, the team is told, or the revision is deregistered as well.", EnforcementModeText.All);

    private static JsonObject PolicyId() =>
        Words("Id of a policy.", PolicyCatalog.All.SelectMany(policy => policy.Metadata.Aliases.Prepend(policy.Metadata.Id)).Order(StringComparer.Ordinal));

    /// <summary>Editors read an unquoted id as a number, and one with a leading zero wrongly: only a text is right.</summary>
    private static JsonObject Account() => Pattern("An account id, in quotes.", "^[0-9]{12}$");

    private static JsonObject Pattern(string description, string pattern) => new() { ["description"] = description, ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string", ["minLength"] = 1 };

    private static JsonObject Boolean(string description) => new() { ["description"] = description, ["type"] = "boolean" };

    private static JsonObject Integer(string description, int minimum, int? maximum)
    {
        var integer = new JsonObject { ["description"] = description, ["type"] = "integer", ["minimum"] = minimum };
        if (maximum is { } limit)
        {
            integer["maximum"] = limit;
        }

        return integer;
    }

    private static JsonObject Words(string description, IEnumerable<string> words) => new() { ["description"] = description, ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };

    private static JsonObject List(string description, JsonObject items, int? minimum = null)
    {
        var list = new JsonObject { ["description"] = description, ["type"] = "array", ["items"] = items };
        if (minimum is { } least)
        {
            list["minItems"] = least;
        }

        return list;
    }

    private static JsonObject Object(string description, string[] required, params (string Key, JsonObject Value)[] members)
    {
        var value = new JsonObject { ["description"] = description, ["type"] = "object", ["additionalProperties"] = false };
        if (required.Length > 0)
        {
            value["required"] = new JsonArray([.. required.Select(key => (JsonNode)key)]);
        }

        value["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value)));
        return value;
    }
}
