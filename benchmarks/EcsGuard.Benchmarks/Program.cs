using System.Diagnostics;
using System.Text.Json;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;

// What reading and judging cost, as ratios to parsing the same bytes into a JsonDocument in the same run: absolute times differ from machine to machine.
if (args.Length == 0)
{
    await Console.Error.WriteLineAsync("usage: dotnet run -c Release --project benchmarks/EcsGuard.Benchmarks -- TASK-DEFINITION.json…");
    return 2;
}

const int WarmUp = 5_000;
const int Rounds = 5;
const int Calls = 5_000;

var policies = PolicyCatalog.TaskDefinitionPolicies.Where(policy => policy.Metadata.Set == PolicySet.Recommended).ToArray();
Console.WriteLine($"{policies.Length} recommended policies; the fastest of {Rounds} rounds of {Calls} calls");
foreach (var file in args)
{
    var utf8 = await File.ReadAllBytesAsync(file);
    var parse = Fastest(() => JsonDocument.Parse(utf8).Dispose());
    var read = Fastest(() => TaskDefinition.Read(utf8));
    var judge = Fastest(() => PolicyEngine.Judge(TaskDefinition.Read(utf8), PolicyContext.Empty, policies));
    Console.WriteLine($"{Path.GetFileName(file)} ({utf8.Length} bytes): JsonDocument {parse:F1} µs, read {read:F1} µs ({read / parse:F1}×), read and judge {judge:F1} µs ({judge / parse:F1}×), {Allocated(utf8) / 1024.0:F0} KiB");
}

return 0;

static double Fastest(Action call)
{
    for (var number = 0; number < WarmUp; number++)
    {
        call();
    }

    return Enumerable.Range(0, Rounds).Min(_ =>
    {
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < Calls; number++)
        {
            call();
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Calls;
    });
}

long Allocated(byte[] utf8)
{
    var before = GC.GetAllocatedBytesForCurrentThread();
    PolicyEngine.Judge(TaskDefinition.Read(utf8), PolicyContext.Empty, policies);
    return GC.GetAllocatedBytesForCurrentThread() - before;
}
