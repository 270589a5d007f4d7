using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Scanning;

/// <summary>
/// From a path in the task definition to a place in the text that holds it: the output of DescribeTaskDefinition wraps the definition (and has its
/// tags outside), an array of containers lacks the member that holds it.
/// </summary>
internal sealed class DefinitionPlaces
{
    private const string Containers = "/containerDefinitions";
    private const string Wrapper = "/taskDefinition";

    private readonly TaskDefinitionForm _form;
    private readonly int _start;
    private readonly JsonSourceMap _map;

    /// <param name="utf8">The definition alone.</param>
    /// <param name="start">Where it begins in the file.</param>
    /// <param name="form">How it is written.</param>
    /// <param name="paths">The only paths that will be asked for.</param>
    public DefinitionPlaces(ReadOnlySpan<byte> utf8, int start, TaskDefinitionForm form, IEnumerable<string> paths)
    {
        _form = form;
        _start = start;
        _map = new(utf8, paths.SelectMany(Candidates));
    }

    public SourceSpan Of(string path)
    {
        foreach (var candidate in Candidates(path))
        {
            if (_map.Find(candidate) is { } place)
            {
                return place.Shift(_start);
            }
        }

        return _map.FindNearest(Candidates(path)[0]).Shift(_start);
    }

    private string[] Candidates(string path) => _form switch
    {
        TaskDefinitionForm.DescribeOutput => [Wrapper + path, path],
        TaskDefinitionForm.ContainerDefinitions => [path.StartsWith(Containers, StringComparison.Ordinal) ? path[Containers.Length..] : ""],
        _ => [path],
    };
}
