namespace EcsGuard.Aws.Tests;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class SetTime : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}
