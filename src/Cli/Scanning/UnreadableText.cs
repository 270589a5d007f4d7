namespace EcsGuard.Cli.Scanning;

/// <summary>Texts that cannot be JSON at all, told before any of it is read.</summary>
internal static class UnreadableText
{
    public static InputError? Find(SourceText source)
    {
        var utf8 = source.Utf8;
        if (utf8.Trim(" \t\r\n"u8).IsEmpty)
        {
            return new(source.Name, SourcePosition.Start, "It is empty. If another command writes it, look at that command's errors.");
        }

        // What PowerShell's redirection writes.
        if (utf8.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || utf8.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return new(source.Name, SourcePosition.Start, "It is UTF-16, and JSON is UTF-8. Save it as UTF-8 (PowerShell: `Out-File -Encoding utf8`).");
        }

        return source.FindInvalidByte() is >= 0 and var at
            ? new(source.Name, source.PositionOf(at), "Here stands a byte that is not UTF-8. Save the file as UTF-8.")
            : null;
    }
}
