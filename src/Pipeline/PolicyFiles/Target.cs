using System.Collections.Immutable;
using EcsGuard.Pipeline.Findings;
using EcsGuard.Policies.Model;

namespace EcsGuard.Pipeline.PolicyFiles;

/// <summary>What is judged, as far as a policy file asks for it. What is not known matches nothing that asks for it.</summary>
/// <param name="Account">Account id, 12 digits; null before registration.</param>
/// <param name="Region">Region; null before registration.</param>
/// <param name="Family">Family; null where the definition does not say.</param>
/// <param name="Tags">Tags of the task definition.</param>
public sealed record Target(string? Account, string? Region, string? Family, ImmutableDictionary<string, string> Tags)
{
    public static ImmutableDictionary<string, string> NoTags { get; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A task definition: where it is registered by its ARN, else only what it says of itself.</summary>
    public static Target Of(TaskDefinition task, TaskDefinitionArn? arn) => new(arn?.Account, arn?.Region, arn?.Family ?? task.Family.ValueOrDefault, TagsOf(task));

    /// <summary>What tasks or findings of a revision are about, by what is recorded of it.</summary>
    public static Target Of(FamilyKey family, RevisionRecord? revision) => new(
        family.Account,
        family.Region,
        family.Family,
        revision?.Judgement?.Tags.ToImmutableDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal) ?? NoTags);

    /// <summary>What a task is about: its revision, as far as the family's working set has it; else only where it ran.</summary>
    public static Target Of(FamilyState family, int? revision) => Of(family.Family, family.Revisions.FirstOrDefault(known => known.Record.Revision == revision)?.Record);

    /// <summary>The tags that can be read. Hidden ones match nothing.</summary>
    public static ImmutableDictionary<string, string> TagsOf(TaskDefinition task)
    {
        var tags = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var tag in task.Tags)
        {
            if (tag.Key.ValueOrDefault is { } key && !tag.Value.IsUndetermined)
            {
                tags[key] = tag.Value.ValueOrDefault ?? "";
            }
        }

        return tags.ToImmutable();
    }
}
