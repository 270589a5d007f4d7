using System.Collections.Immutable;
using System.Text;
using EcsGuard.Pipeline.PolicyFiles;

namespace EcsGuard.Pipeline.Tests.PolicyFiles;

/// <summary>Policy files as tests write them.</summary>
internal static class TestPolicyFile
{
    /// <summary>The problems of a file, as a compiler would print them.</summary>
    public static string[] Problems(string yaml) => [.. PolicyFileReader.Read(Encoding.UTF8.GetBytes(yaml)).Problems.Select(problem => problem.ToString())];

    /// <summary>A file that has no problem at all; the version line is added.</summary>
    public static PolicyFile Read(string yaml)
    {
        var reading = PolicyFileReader.Read(Encoding.UTF8.GetBytes($"version: 1\n{yaml}"));
        Assert.Equal([], reading.Problems.Select(problem => problem.ToString()));
        return reading.File!;
    }

    /// <summary>A definition's place; tags as <c>key=value</c>.</summary>
    public static Target Target(string? account = null, string? region = null, string? family = null, params string[] tags) =>
        new(account, region, family, tags.Select(tag => tag.Split('=')).ToImmutableDictionary(tag => tag[0], tag => tag[1], StringComparer.Ordinal));
}
