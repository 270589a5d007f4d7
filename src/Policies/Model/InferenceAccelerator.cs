namespace EcsGuard.Policies.Model;

/// <summary><c>inferenceAccelerator</c>, as ECS spells it.</summary>
public sealed class InferenceAccelerator(Node parent, string name, int index) : Node(parent, name, index)
{
    internal static readonly Members<InferenceAccelerator> Members = new(
        new("deviceName", static (ref reader, target, name) => target.DeviceName = reader.Text(target, name)),
        new("deviceType", static (ref reader, target, name) => target.DeviceType = reader.Text(target, name)));

    public Field<string> DeviceName { get; internal set; }

    public Field<string> DeviceType { get; internal set; }
}
