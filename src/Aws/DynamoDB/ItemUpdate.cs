using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace EcsGuard.Aws.DynamoDB;

/// <summary>Builds one UpdateItem. Names and values are always placeholders, so that no word of DynamoDB's stands in the way.</summary>
internal sealed class ItemUpdate
{
    private readonly List<string> _set = [];
    private readonly List<string> _remove = [];
    private readonly Dictionary<string, string> _placeholders = new(StringComparer.Ordinal);

    public ItemUpdate(string tableName, Dictionary<string, AttributeValue> key) => Request = new()
    {
        TableName = tableName,
        Key = key,
        ExpressionAttributeNames = new(StringComparer.Ordinal),
        ExpressionAttributeValues = new(StringComparer.Ordinal),
    };

    /// <summary>The request so far.</summary>
    public UpdateItemRequest Request { get; }

    public void Set(string name, AttributeValue value)
    {
        _set.Add($"{Name(name)} = {Value(value)}");
        Write();
    }

    /// <summary>Keeps the stored value where there is one.</summary>
    public void SetIfMissing(string name, AttributeValue value)
    {
        _set.Add($"{Name(name)} = if_not_exists({Name(name)}, {Value(value)})");
        Write();
    }

    public void Remove(string name)
    {
        _remove.Add(Name(name));
        Write();
    }

    /// <summary>Writes a value, or takes the attribute away where there is none.</summary>
    public void SetOrRemove(string name, AttributeValue? value)
    {
        if (value is null)
        {
            Remove(name);
        }
        else
        {
            Set(name, value);
        }
    }

    public void Condition(string condition) => Request.ConditionExpression = condition;

    /// <summary>The placeholder of an attribute's name.</summary>
    public string Name(string name)
    {
        if (!_placeholders.TryGetValue(name, out var placeholder))
        {
            placeholder = string.Create(CultureInfo.InvariantCulture, $"#n{_placeholders.Count}");
            _placeholders.Add(name, placeholder);
            Request.ExpressionAttributeNames.Add(placeholder, name);
        }

        return placeholder;
    }

    /// <summary>A placeholder for a value.</summary>
    public string Value(AttributeValue value)
    {
        var placeholder = string.Create(CultureInfo.InvariantCulture, $":v{Request.ExpressionAttributeValues.Count}");
        Request.ExpressionAttributeValues.Add(placeholder, value);
        return placeholder;
    }

    private void Write()
    {
        var set = _set.Count == 0 ? "" : "SET " + string.Join(", ", _set);
        var remove = _remove.Count == 0 ? "" : "REMOVE " + string.Join(", ", _remove);
        Request.UpdateExpression = $"{set} {remove}".Trim();
    }
}
