using System.Text;
using System.Text.Json;

namespace EcsGuard.Policies.Model;

/// <summary>Reads one member into its object; the reader stands on the member's value.</summary>
internal delegate void ReadMember<in T>(ref ModelReader reader, T target, string name)
    where T : Node;

/// <summary>
/// The members that ECS knows at one place: how each is read into the model, or that it is known and no policy needs it.
/// What is not in the table is an unknown parameter, so the table is also the list that names are suggested from.
/// </summary>
internal sealed class Members<T>(params ReadOnlySpan<Member<T>> members)
    where T : Node
{
    private readonly Member<T>[] _members = members.ToArray();

    /// <summary>The names, as ECS spells them.</summary>
    public IReadOnlyList<string> Names => field ??= [.. _members.Select(member => member.Name)];

    /// <summary>This table and one more member.</summary>
    public Members<T> With(Member<T> member) => new([.. _members, member]);

    /// <summary>The member of that name, or null.</summary>
    public Member<T>? Find(string name)
    {
        foreach (var member in _members)
        {
            if (member.Name == name)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>The member that the reader's current property name spells, or null. The name holds no escape.</summary>
    public Member<T>? Find(in Utf8JsonReader json)
    {
        foreach (var member in _members)
        {
            if (json.ValueTextEquals(member.Utf8Name))
            {
                return member;
            }
        }

        return null;
    }
}

/// <param name="Name">The member's name as ECS spells it.</param>
/// <param name="Read">Reads it into the model; null for a member that no policy needs.</param>
internal sealed record Member<T>(string Name, ReadMember<T>? Read = null)
    where T : Node
{
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);
}
