using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using EcsGuard.Cli.Reports;
using EcsGuard.Cli.Scanning;

namespace EcsGuard.Cli.Commands;

/// <summary>How commands are told which definitions to judge, and where those will be registered.</summary>
internal static partial class DefinitionInputs
{
    public static Argument<string[]> CreatePaths(string description, ArgumentArity arity)
    {
        var paths = new Argument<string[]>("PATH") { Description = description, Arity = arity };
        paths.Validators.Add(RefuseOptions);
        return paths;
    }

    public static Option<string?> CreateAccount() => new("--account")
    {
        Description = "Judge as if registered in this account, unless the definition's ARN names one: for scopes of the policy file, and roles of other accounts.",
        HelpName = "ID",
    };

    /// <summary>What <c>--account</c> and <c>--region</c> say.</summary>
    /// <exception cref="UsageException">That is no account, or no region.</exception>
    public static AssumedPlace PlaceOf(string? account, string? region)
    {
        if (account is not (null or { Length: 12 }) || account?.All(char.IsAsciiDigit) == false)
        {
            throw new UsageException($"--account: '{Printable.Text(account)}' is no account id: it has 12 digits.");
        }

        return region is null || RegionForm.IsMatch(region)
            ? new(account, region)
            : throw new UsageException($"--region: '{Printable.Text(region)}' is no region; write eu-central-1, for instance.");
    }

    [GeneratedRegex(@"^[a-z]{2,}(-[a-z]+)+-[0-9]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionForm { get; }

    /// <summary>Whoever mistypes an option must not be told that a file is missing.</summary>
    private static void RefuseOptions(ArgumentResult paths)
    {
        foreach (var token in paths.Tokens.Where(token => token.Value is ['-', _, ..] && !Path.Exists(token.Value)))
        {
            var options = (paths.Parent as CommandResult)?.Command.Options.Select(option => option.Name) ?? [];
            paths.AddError($"Unknown option '{Printable.Text(token.Value)}'.{Usage.DidYouMean(token.Value, options)}");
        }
    }
}
