using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using EcsGuard.Policies;
using EcsGuard.Policies.Model;
using EcsGuard.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EcsGuard.Cli.Tests;

/// <summary>A policy and its test that were written as text: compiled as the projects would, and run.</summary>
internal sealed class WrittenPolicy
{
    /// <summary>What the policies' tests build on.</summary>
    private static readonly string[] TestBase = ["PolicyTests.cs", "TaskStatePolicyTests.cs", "JsonPatch.cs"];

    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Xunit;
        """;

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file))];

    private readonly Type _tests;

    private WrittenPolicy(Policy policy, Type tests) => (Policy, _tests) = (policy, tests);

    public Policy Policy { get; }

    public static WrittenPolicy Compile(string policy, string test)
    {
        var sources = TestBase.Select(file => File.ReadAllText(Repository.PathTo("tests", "EcsGuard.Policies.Tests", file))).Concat([GlobalUsings, policy, test]);
        var compilation = CSharpCompilation.Create(
            // May see what is internal to the policies.
            "EcsGuard.Policies.Tests",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp14))),
            References,
            // Warnings are errors, but for those about versions of assemblies, which every build with the SDK ignores.
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, generalDiagnosticOption: ReportDiagnostic.Error, nullableContextOptions: NullableContextOptions.Enable)
                .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.Equal([], result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()));

        assembly.Position = 0;
        var types = new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(assembly).GetTypes();
        return new(
            (Policy)Activator.CreateInstance(types.Single(type => type.IsSubclassOf(typeof(Policy))))!,
            types.Single(type => type.Namespace == "EcsGuard.Policies.Tests.Rules" && type.IsVisible));
    }

    public Result Judge(string example, PolicyContext context)
    {
        var utf8 = Encoding.UTF8.GetBytes(example);
        return Policy is TaskStatePolicy runtime
            ? PolicyEngine.Judge(TaskStateChange.Read(utf8), context, [runtime])[0].Result
            : PolicyEngine.Judge(TaskDefinition.Read(utf8), context, [(TaskDefinitionPolicy)Policy])[0].Result;
    }

    /// <summary>Runs every test; a failed one throws.</summary>
    /// <returns>How many there are.</returns>
    public int RunTests()
    {
        var facts = _tests.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null).ToArray();
        foreach (var fact in facts)
        {
            fact.Invoke(Activator.CreateInstance(_tests), BindingFlags.DoNotWrapExceptions, null, null, null);
        }

        return facts.Length;
    }
}
