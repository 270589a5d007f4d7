using System.Text;
using EcsGuard.Cli.Scanning;
using EcsGuard.Policies;

namespace EcsGuard.Cli.Tests;

/// <summary>A scan of one text, called td.json.</summary>
internal static class TestScan
{
    public static ScanResult Judge(string text, params TaskDefinitionPolicy[] policies) => Judge(Encoding.UTF8.GetBytes(text), policies);

    public static ScanResult Judge(byte[] text, params TaskDefinitionPolicy[] policies)
    {
        var read = DefinitionTexts.Read(new("td.json", text), new DefinitionJudge(ScanRules.Of(policies)).Judge);
        return new(read.Definitions, read.Errors);
    }
}
