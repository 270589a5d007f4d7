using Amazon.Lambda.Core;
using EcsGuard.Functions.Hosting;

namespace Amazon.Lambda.RuntimeSupport;

internal sealed class LambdaContext(RuntimeApiHeaders headers, LambdaEnvironment environment, TimeProvider time) : ILambdaContext
{
    public string AwsRequestId => headers.AwsRequestId;

    public string FunctionName => environment.FunctionName;

    public string FunctionVersion => environment.FunctionVersion;

    public string InvokedFunctionArn => headers.InvokedFunctionArn;

    public string TraceId => headers.TraceId ?? "";

    public TimeSpan RemainingTime
    {
        get
        {
            if (headers.Deadline is not { } deadline)
            {
                return TimeSpan.MaxValue;
            }

            var remaining = deadline - time.GetUtcNow();
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }
}
