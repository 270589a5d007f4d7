using Amazon.Runtime;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService;

/// <summary>The operation of Amazon SNS that EcsGuard calls, as AWSSDK.SimpleNotificationService spells it (docs.aws.amazon.com/sns/latest/api).</summary>
public interface IAmazonSimpleNotificationService : IDisposable
{
    IClientConfig Config { get; }

    /// <summary>Sends one message to a topic. A retry after a lost answer sends it twice, except to a FIFO topic.</summary>
    /// <exception cref="NotFoundException">No such topic.</exception>
    /// <exception cref="AuthorizationErrorException">The caller may not publish to it.</exception>
    /// <exception cref="InvalidParameterException">A parameter is not acceptable, such as a message of more than 256 KiB.</exception>
    /// <exception cref="ThrottledException">Still throttled after all retries.</exception>
    Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default);
}
