using EcsGuard.Testing;
using YamlDotNet.RepresentationModel;

namespace EcsGuard.Functions.Tests;

/// <summary>template.yaml, read as YAML; intrinsic functions keep their tag and are compared as texts such as <c>!Ref FindingsTable</c>.</summary>
internal sealed class Template
{
    private readonly YamlMappingNode _root;

    private Template(YamlMappingNode root) => _root = root;

    public static Template Load()
    {
        using var reader = File.OpenText(Repository.PathTo("template.yaml"));
        var stream = new YamlStream();
        stream.Load(reader);
        return new((YamlMappingNode)stream.Documents[0].RootNode);
    }

    /// <summary>Names and properties of the resources of one type.</summary>
    public IEnumerable<(string Name, YamlMappingNode Properties)> OfType(string type) =>
        ((YamlMappingNode)_root["Resources"]).Children
            .Select(resource => (Name: Text(resource.Key), Body: (YamlMappingNode)resource.Value))
            .Where(resource => Text(resource.Body["Type"]) == type)
            .Select(resource => (resource.Name, (YamlMappingNode)resource.Body["Properties"]));

    public YamlMappingNode Properties(string resource) => (YamlMappingNode)Get((YamlMappingNode)_root["Resources"], resource, "Properties")!;

    /// <summary>What stands at a path from the root; null if nothing does.</summary>
    public YamlNode? At(params string[] path) => Get(_root, path);

    public YamlNode? Global(params string[] path) => Get((YamlMappingNode)_root["Globals"], ["Function", .. path]);

    /// <summary>What the role of a function may do, whatever the parameters are.</summary>
    public IEnumerable<YamlMappingNode> StatementsOf(string function) =>
        ((YamlSequenceNode)Properties($"{function}Role")["Policies"]).SelectMany(StatementsIn);

    /// <summary>What it may do besides, where parameters name more: policies that several roles share.</summary>
    public IEnumerable<YamlMappingNode> AddedStatementsOf(string function) =>
        OfType("AWS::IAM::Policy").Where(policy => Texts(policy.Properties["Roles"]).Contains($"!Ref {function}Role", StringComparer.Ordinal)).SelectMany(policy => StatementsIn(policy.Properties));

    /// <summary>What the roles that judge revisions may do beside that where the operator lets them read roles.</summary>
    public IEnumerable<YamlMappingNode> StatementsOfReadRoles() => StatementsIn(Properties("ReadRolesPolicy"));

    private static IEnumerable<YamlMappingNode> StatementsIn(YamlNode policy) => ((YamlSequenceNode)Get(policy, "PolicyDocument", "Statement")!).Cast<YamlMappingNode>();

    public static YamlNode? Get(YamlNode node, params string[] path) =>
        path.Aggregate((YamlNode?)node, (current, name) => current is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null);

    public static IEnumerable<string> Texts(YamlNode? node) => node switch
    {
        null => [],
        YamlSequenceNode sequence => sequence.Select(Text),
        _ => [Text(node)],
    };

    public static string Text(YamlNode node) => node switch
    {
        YamlScalarNode { Tag.IsLocal: true } scalar => $"{scalar.Tag.Value} {scalar.Value}",
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlSequenceNode { Tag.IsLocal: true } sequence => $"{sequence.Tag.Value} [{string.Join(", ", sequence.Select(Text))}]",
        YamlSequenceNode sequence => $"[{string.Join(", ", sequence.Select(Text))}]",
        YamlMappingNode map => $"{{ {string.Join(", ", map.Select(member => $"{Text(member.Key)}: {Text(member.Value)}"))} }}",
        _ => node.ToString(),
    };
}
