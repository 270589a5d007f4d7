using Amazon.Runtime;

namespace Amazon.ECS.Model;

public class ListAccountSettingsRequest : AmazonWebServiceRequest
{
    public SettingName? Name { get; set; }

    /// <summary>Only settings with this value.</summary>
    public string? Value { get; set; }

    /// <summary>A user or role, or the account's root; the caller where unset.</summary>
    public string? PrincipalArn { get; set; }

    /// <summary>True returns what holds for the principal, defaults included; otherwise only what was set for it.</summary>
    public bool? EffectiveSettings { get; set; }

    /// <summary>1 to 10.</summary>
    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public class ListAccountSettingsResponse : AmazonWebServiceResponse
{
    public List<Setting> Settings { get; set; } = [];

    /// <summary>What the next request must carry; null after the last page.</summary>
    public string? NextToken { get; set; }
}

public class Setting
{
    public SettingName? Name { get; set; }

    public string? Value { get; set; }

    public string? PrincipalArn { get; set; }
}
