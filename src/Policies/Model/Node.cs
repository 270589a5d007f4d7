using System.Globalization;

namespace EcsGuard.Policies.Model;

/// <summary>One object of a task definition. It knows where it stands, so that whatever is found in it can be pointed at.</summary>
public abstract class Node
{
    private readonly string _name;
    private readonly int _index;

    /// <param name="parent">The object that holds this one; null for the definition itself.</param>
    /// <param name="name">The member of <paramref name="parent"/> under which this object stands.</param>
    /// <param name="index">The place in that member's array, or -1.</param>
    protected Node(Node? parent, string name, int index)
    {
        Parent = parent;
        _name = name;
        _index = index;
    }

    public Node? Parent { get; }

    /// <summary>RFC 6901 pointer from the task definition to this object; empty for the definition itself.</summary>
    public string Path => Parent is null ? "" : PathTo(Parent, _name, _index);

    /// <summary>The container definition that this object is or belongs to, if any.</summary>
    public ContainerDefinition? Container => this as ContainerDefinition ?? Parent?.Container;

    internal static string PathTo(Node owner, string name, int index)
    {
        var member = $"{owner.Path}/{JsonPointer.Escape(name)}";
        return index < 0 ? member : string.Create(CultureInfo.InvariantCulture, $"{member}/{index}");
    }
}
