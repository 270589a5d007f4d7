using System.Collections.Immutable;
using System.Text.Json;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Scanning;

/// <summary>Reads what stands in one text: a task definition, or several of them in an array.</summary>
internal static class DefinitionTexts
{
    /// <summary>Each definition, judged as it is read, and what could not be read.</summary>
    public static Reading<T> Read<T>(SourceText source, Func<ReadDefinition, T> judge)
    {
        if (UnreadableText.Find(source) is { } unreadable)
        {
            return Failed<T>(unreadable);
        }

        try
        {
            var elements = DefinitionArray.Split(source.Utf8);
            if (elements.IsEmpty)
            {
                return ReadOne(source, new(0, source.Utf8.Length), address: "", judge);
            }

            var results = elements.Select((element, index) => ReadOne(source, element, $"[{index}]", judge)).ToArray();
            return new([.. results.SelectMany(result => result.Definitions)], [.. results.SelectMany(result => result.Errors)]);
        }
        catch (JsonException fault)
        {
            return Failed<T>(JsonFault.Explain(source, fault));
        }
    }

    private static Reading<T> Failed<T>(InputError error) => new([], [error]);

    private static Reading<T> ReadOne<T>(SourceText source, SourceSpan part, string address, Func<ReadDefinition, T> judge)
    {
        TaskDefinition task;
        TaskDefinitionForm form;
        var utf8 = source.Utf8.Slice(part.Start, part.Length);
        try
        {
            task = TaskDefinition.Read(utf8, out form);
        }
        catch (FormatException fault)
        {
            return Failed<T>(ForeignDocument.Explain(source, utf8, part.Start, fault));
        }

        return new([judge(new(source, part, address, task, form))], []);
    }
}

/// <summary>What came of reading one input or several.</summary>
/// <param name="Definitions">What became of each definition, in the order of the inputs.</param>
/// <param name="Errors">Inputs, or parts of them, that could not be read.</param>
internal sealed record Reading<T>(ImmutableArray<T> Definitions, ImmutableArray<InputError> Errors);

/// <summary>A task definition that was read.</summary>
/// <param name="Source">The text it stands in.</param>
/// <param name="Part">Where in it.</param>
/// <param name="Address">Where in a file of several: <c>[0]</c>; empty where the file is the definition.</param>
/// <param name="Task">The definition.</param>
/// <param name="Form">How it is written.</param>
internal sealed record ReadDefinition(SourceText Source, SourceSpan Part, string Address, TaskDefinition Task, TaskDefinitionForm Form)
{
    public ReadOnlySpan<byte> Utf8 => Source.Utf8.Slice(Part.Start, Part.Length);
}
