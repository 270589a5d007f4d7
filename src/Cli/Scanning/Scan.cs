using System.Collections.Immutable;

namespace EcsGuard.Cli.Scanning;

/// <summary>Reads and judges every input, a few at a time, and puts the results in the order of the inputs.</summary>
internal static class Scan
{
    public static Reading<T> Run<T>(ImmutableArray<Input> inputs, Func<ReadDefinition, T> judge, CancellationToken cancellationToken)
    {
        var results = new Reading<T>[inputs.Length];
        Parallel.For(0, inputs.Length, new ParallelOptions { CancellationToken = cancellationToken }, index => results[index] = Judge(inputs[index], judge));
        return new([.. results.SelectMany(result => result.Definitions)], [.. results.SelectMany(result => result.Errors)]);
    }

    private static Reading<T> Judge<T>(Input input, Func<ReadDefinition, T> judge)
    {
        if (input.Error is { } error)
        {
            return new([], [error]);
        }

        try
        {
            return DefinitionTexts.Read(new(input.Name, input.Read()), judge);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new([], [new(input.Name, null, $"Cannot read it: {FileProblem.Describe(problem)}")]);
        }
        catch (InputTooLargeException)
        {
            return new([], [new(input.Name, null, $"It is larger than {Input.MaximumMebibytes} MiB. ECS accepts task definitions of 64 KiB; scan the definitions one by one.")]);
        }
    }
}
