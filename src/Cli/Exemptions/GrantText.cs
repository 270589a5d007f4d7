using System.Globalization;
using EcsGuard.Cli.Reports;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Cli.Exemptions;

/// <summary>Exemptions for people.</summary>
internal static class GrantText
{
    /// <summary>What is accepted and where: <c>host-network, families web</c>.</summary>
    public static string Subject(Exemption exemption) => Printable.Text($"{exemption.Policy}, {exemption.Match.ToText()}");

    /// <summary>Until when, by whom and why.</summary>
    public static string Terms(Exemption exemption, DateTimeOffset now) =>
        Printable.Text($"{(exemption.End <= now ? "ended on" : "until")} {exemption.EndText}, owner {exemption.Owner}: {exemption.Reason}");

    /// <summary>When it was granted, and by whom.</summary>
    public static string Granted(Grant grant) =>
        Printable.Text(string.Create(CultureInfo.InvariantCulture, $"granted {grant.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by {grant.By}"));

    /// <summary>A list, in the order in which they were granted.</summary>
    public static void WriteList(TextWriter writer, GrantedExemptions grants, PolicyFile file, DateTimeOffset now)
    {
        if (grants.Grants.IsEmpty)
        {
            writer.WriteLine("Nothing is granted beside the policy file.");
        }

        foreach (var grant in grants.Grants)
        {
            var exemption = grant.Exemption;
            writer.WriteLine($"{exemption.Id}  {Subject(exemption)}{(exemption.End <= now ? "  (ended)" : "")}");
            writer.WriteLine($"  {Terms(exemption, now)}");
            writer.WriteLine($"  {Granted(grant)}");
            if (grant.ProblemUnder(file) is { } problem)
            {
                writer.WriteLine($"  {Printable.Text(problem)}");
            }
        }
    }
}
