namespace Amazon.Lambda.Core;

/// <summary>What is known of an invocation besides its input: the members of the official interface that this project reads.</summary>
internal interface ILambdaContext
{
    /// <summary>Stays the same when Lambda retries the event.</summary>
    string AwsRequestId { get; }

    string FunctionName { get; }

    string FunctionVersion { get; }

    string InvokedFunctionArn { get; }

    /// <summary>The X-Ray trace header (<c>Root=…;Parent=…;Sampled=…</c>), empty when Lambda sent none.</summary>
    string TraceId { get; }

    /// <summary>Time until Lambda kills the invocation, never negative; <see cref="TimeSpan.MaxValue"/> when no deadline was sent.</summary>
    TimeSpan RemainingTime { get; }
}
