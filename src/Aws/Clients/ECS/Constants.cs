using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Parts of a task definition that are returned only when asked for. Requests take the text: <c>TaskDefinitionField.TAGS.Value</c>.</summary>
public class TaskDefinitionField(string value) : ConstantClass(value)
{
    public static readonly TaskDefinitionField TAGS = new("TAGS");
}

/// <summary>ACTIVE, INACTIVE (deregistered) or, from the service only, DELETE_IN_PROGRESS.</summary>
public class TaskDefinitionStatus(string value) : ConstantClass(value)
{
    public static readonly TaskDefinitionStatus ACTIVE = new("ACTIVE");

    public static readonly TaskDefinitionStatus INACTIVE = new("INACTIVE");
}

/// <summary>By family, then revision. DESC puts a family's newest revision first.</summary>
public class SortOrder(string value) : ConstantClass(value)
{
    public static readonly SortOrder ASC = new("ASC");

    public static readonly SortOrder DESC = new("DESC");
}

/// <summary>Account settings that EcsGuard knows the meaning of.</summary>
public class SettingName(string value) : ConstantClass(value)
{
    public static readonly SettingName ContainerInsights = new("containerInsights");

    /// <summary>The <c>mode</c> (blocking or non-blocking) of a log configuration that gives none.</summary>
    public static readonly SettingName DefaultLogDriverMode = new("defaultLogDriverMode");
}
