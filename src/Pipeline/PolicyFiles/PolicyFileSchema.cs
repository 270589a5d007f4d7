using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcsGuard.Policies;

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
        schema["definitions"] = new JsonObject { [PoliciesPart] = Policies(), [MatchPart] = MatchSchema(), [ModePart] = Mode(), [PolicyIdPart] = PolicyId() };
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            schema.WriteTo(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private const string PoliciesPart = "policies";
    private const string MatchPart = "match";
    private const string ModePart = "enforcementMode";
    private const string PolicyIdPart = "policyId";

    private static JsonObject Root() => Object(
        "What an organisation wants judged, how strictly, who is told, and what is exempt.",
        required: ["version"],
        ("version", new JsonObject { ["const"] = 1, ["description"] = "Version of this format." }),
        ("set", Words("The policies that are on: the recommended ones, or these and the strict ones.", [PolicySet.Recommended.ToText(), PolicySet.Strict.ToText()])),
        ("policies", Part(PoliciesPart)),
        ("sidecars", List("The organisation's own sidecars, beside the well-known ones; the first that matches counts.", Container(
            "A sidecar.",
            ("role", Words($"What it is there for; {SidecarReader.DefaultRole.ToText()} where nothing is said.", SidecarReader.Roles))))),
        ("enforcement", Object(
            "What becomes of violations.",
            [],
            ("default", Part(ModePart)),
            ("graceMinutes", Integer("Minutes between telling the team and deregistering.", 0, 7 * 24 * 60)),
            ("maxDeregistrationsPerHour", Integer("The most deregistrations an hour and account.", 0, 1000)),
            ("enabled", Boolean("The kill switch: false, and nothing is deregistered.")))),
        ("notifications", Object(
            "When so many revisions of a team have something to tell that they are told in one digest.",
            [],
            ("digestAbove", Integer("More revisions than this within the time are told in one digest; 10 where nothing is said.", 1, 1000)),
            ("withinMinutes", Integer("The time in minutes; 10 where nothing is said. 0: every revision is told by itself and at once.", 0, 60)))),
        ("scopes", List("Parts of the estate with rules of their own; what the narrowest one that matches says stands.", Object(
            "A part of the estate.",
            ["match"],
            ("name", Text("How findings name it.")),
            ("match", Part(MatchPart)),
            ("enforcement", Part(ModePart)),
            ("policies", Part(PoliciesPart))))),
        ("teams", List("Who is told; the narrowest match owns.", Object(
            "A team.",
            ["name"],
            ("name", Text("How findings and messages name it.")),
            ("match", Part(MatchPart)),
            ("notify", List("Where it is told.", ChannelSchema())),
            ("tellFixed", Boolean("Tell also of a revision that only fixes things."))))),
        ("exemptions", List("Faults that are accepted for a while.", Object(
            "An exemption.",
            ["policy", "reason", "owner", "expires"],
            ("policy", Part(PolicyIdPart)),
            ("match", Part(MatchPart)),
            ("reason", Text("Why the fault is accepted.")),
            ("owner", Text("Who answers for it, and is told before it ends.")),
            ("expires", Pattern("The last day on which it counts (UTC), or the time at which it ends.", "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$"))))),
        ("mandatory", List("Policies that no exemption applies to.", Part(PolicyIdPart))),
        ("organizationalUnits", new JsonObject
        {
            ["description"] = "The accounts of each organisational unit that a match names.",
            ["type"] = "object",
            ["additionalProperties"] = List("Account ids.", Account()),
        }));

    private static JsonObject Policies()
    {
        var policies = PolicyCatalog.All.SelectMany(policy => NamesOf(policy).Select(name => (name, Rule(policy.Metadata)))).OrderBy(policy => policy.name, StringComparer.Ordinal);
        return Object("What holds of single policies. A policy that is named is on, unless `enabled` is false.", [], [.. policies]);
    }

    private static JsonObject Rule(PolicyMetadata policy) => Object(
        $"{policy.Title}.",
        [],
        [
            ("enabled", Boolean("Whether it is judged.")),
            ("severity", Words($"How bad a violation is; {policy.Severity.ToText()} where nothing is said.", PolicyRules.Severities)),
            ("enforcement", Part(ModePart)),
            .. policy.Options.Select(option => (option.Key, Option(option))),
        ]);

    private static JsonObject Option(PolicyOption option)
    {
        var description = $"{option.Description} Default: {option.DefaultText}.";
        return option switch
        {
            PolicyOption<int> => Integer(description, 0, null),
            PolicyOption<double> => new JsonObject { ["description"] = description, ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 },
            PolicyOption<string> => Text(description),
            PolicyOption<string[]> => List(description, Text("A pattern.")),
            PolicyOption<ContainerPattern[]> => List(description, Container("A container.")),
            _ => throw new NotSupportedException($"The option {option.Key} has a type that policy files do not know."),
        };
    }

    /// <summary>A container by name, image or both.</summary>
    private static JsonObject Container(string description, params (string Key, JsonObject Value)[] more)
    {
        var container = Object(
            description,
            [],
            [("name", Text("Pattern of the container's name.")), ("image", Text("Pattern of its image with the registry; without a tag, any version.")), .. more]);
        container["anyOf"] = OneRequired("name", "image");
        return container;
    }

    private static JsonObject MatchSchema() => NotEmpty(Object(
        "Each list that is given must have an element that fits, and each tag must.",
        [],
        ("accounts", List("Account ids.", Account(), 1)),
        ("organizationalUnits", List("Names from `organizationalUnits`.", Text("An organisational unit."), 1)),
        ("regions", List("Regions; * and ? stand for any text and any character.", Text("A region."), 1)),
        ("families", List("Families; * and ? stand for any text and any character.", Text("A family."), 1)),
        ("tags", NotEmpty(new JsonObject { ["description"] = "Tags of the task definition; values are patterns.", ["type"] = "object", ["additionalProperties"] = Text("A pattern of the value.") }))));

    private static JsonObject ChannelSchema()
    {
        var channel = Object(
            "A topic of SNS, or a webhook of Slack.",
            [],
            ("sns", Text("ARN of a standard SNS topic.")),
            ("slackSecret", Text("ARN of the Secrets Manager secret that holds the webhook's URL.")),
            ("minSeverity", Words("Findings below this one are not told here; low where nothing is said.", PolicyRules.Severities)),
            ("format", Words("The form in which the topic is told: plain text, or a custom notification of Amazon Q Developer in chat applications.", TeamReader.Formats)));
        channel["oneOf"] = OneRequired("sns", "slackSecret");
        // Slack is told in its own form.
        channel["dependencies"] = new JsonObject { ["format"] = new JsonArray("sns") };
        return channel;
    }

    private static JsonArray OneRequired(params string[] keys) => [.. keys.Select(key => new JsonObject { ["required"] = new JsonArray(key) })];

    private static JsonObject NotEmpty(JsonObject mapping)
    {
        mapping["minProperties"] = 1;
        return mapping;
    }

    /// <summary>What stands in several places stands in full in one.</summary>
    private static JsonObject Part(string name) => new() { ["$ref"] = $"#/definitions/{name}" };

    private static JsonObject Mode() => Words("What a violation leads to: it is recorded, the team is told, or the revision is deregistered as well.", EnforcementModeText.All);

    private static JsonObject PolicyId() =>
        Words("Id of a policy.", PolicyCatalog.All.SelectMany(NamesOf).Order(StringComparer.Ordinal));

    /// <summary>Its id, and its former ones, which the reader takes as well.</summary>
    private static IEnumerable<string> NamesOf(Policy policy) => policy.Metadata.Aliases.Prepend(policy.Metadata.Id);

    /// <summary>Editors read an unquoted id as a number, and one with a leading zero wrongly: only a text is right.</summary>
    private static JsonObject Account() => Pattern("An account id, in quotes.", "^[0-9]{12}$");

    private static JsonObject Pattern(string description, string pattern) => new() { ["description"] = description, ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string", ["pattern"] = @"\S" };

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
