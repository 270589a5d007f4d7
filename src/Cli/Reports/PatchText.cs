using EcsGuard.Policies;
using EcsGuard.Policies.Model;

namespace EcsGuard.Cli.Reports;

/// <summary>One operation of a fix, in words.</summary>
internal static class PatchText
{
    public static string Describe(PatchOperation operation)
    {
        var slash = operation.Path.LastIndexOf('/');
        var (parent, last) = slash < 0 ? ("", "") : (operation.Path[..slash], JsonPointer.Unescape(operation.Path[(slash + 1)..]));
        var isElement = last == "-" || (last.Length > 0 && last.All(char.IsAsciiDigit));
        var where = parent.Length == 0 ? "the task definition" : parent;
        return Printable.Text(operation.Op switch
        {
            "remove" => $"remove {operation.Path}",
            _ when isElement && operation.Op == "add" => $"add {operation.Value} to {where}",
            _ when isElement => $"replace {operation.Path} by {operation.Value}",
            "add" => $"add \"{last}\": {operation.Value} to {where}",
            _ => $"set \"{last}\": {operation.Value} in {where}",
        });
    }
}
