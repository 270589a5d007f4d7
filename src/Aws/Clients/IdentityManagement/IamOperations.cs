using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using EcsGuard.Aws.Clients.Protocols;

namespace Amazon.IdentityManagement;

/// <summary>How each operation is written and read. Names of members and errors: the service model of API version 2010-05-08.</summary>
internal static class IamOperations
{
    public static readonly InvokeOptions GetRole = Operation<GetRoleRequest, GetRoleResponse>(
        nameof(GetRole),
        static (form, request) => form.AddIfSet("RoleName", request.RoleName),
        static (xml, response) =>
        {
            if (xml.TestExpression("GetRoleResult/Role"))
            {
                response.Role = new Role();
            }
            else if (response.Role is { } role)
            {
                role.RoleName = Text(xml, "Role/RoleName") ?? role.RoleName;
                role.Path = Text(xml, "Role/Path") ?? role.Path;
                role.Arn = Text(xml, "Role/Arn") ?? role.Arn;
                role.AssumeRolePolicyDocument = Text(xml, "Role/AssumeRolePolicyDocument") ?? role.AssumeRolePolicyDocument;
                if (Text(xml, "Role/PermissionsBoundary/PermissionsBoundaryArn") is { } boundary)
                {
                    role.PermissionsBoundary = new AttachedPermissionsBoundary { PermissionsBoundaryArn = boundary };
                }
            }
        });

    public static readonly InvokeOptions ListAttachedRolePolicies = Operation<ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse>(
        nameof(ListAttachedRolePolicies),
        static (form, request) =>
        {
            form.AddIfSet("RoleName", request.RoleName);
            form.AddIfSet("Marker", request.Marker);
        },
        static (xml, response) =>
        {
            if (xml.TestExpression("AttachedPolicies/member"))
            {
                response.AttachedPolicies.Add(new AttachedPolicyType());
            }
            else if (response.AttachedPolicies is [.., var policy] && xml.CurrentPath.Contains("/AttachedPolicies/member/", StringComparison.Ordinal))
            {
                policy.PolicyName = Text(xml, "member/PolicyName") ?? policy.PolicyName;
                policy.PolicyArn = Text(xml, "member/PolicyArn") ?? policy.PolicyArn;
            }
            else
            {
                response.IsTruncated = Flag(xml, "ListAttachedRolePoliciesResult/IsTruncated") ?? response.IsTruncated;
                response.Marker = Text(xml, "ListAttachedRolePoliciesResult/Marker") ?? response.Marker;
            }
        });

    public static readonly InvokeOptions GetPolicy = Operation<GetPolicyRequest, GetPolicyResponse>(
        nameof(GetPolicy),
        static (form, request) => form.AddIfSet("PolicyArn", request.PolicyArn),
        static (xml, response) =>
        {
            if (xml.TestExpression("GetPolicyResult/Policy"))
            {
                response.Policy = new ManagedPolicy();
            }
            else if (response.Policy is { } policy)
            {
                policy.PolicyName = Text(xml, "Policy/PolicyName") ?? policy.PolicyName;
                policy.Arn = Text(xml, "Policy/Arn") ?? policy.Arn;
                policy.DefaultVersionId = Text(xml, "Policy/DefaultVersionId") ?? policy.DefaultVersionId;
            }
        });

    public static readonly InvokeOptions GetPolicyVersion = Operation<GetPolicyVersionRequest, GetPolicyVersionResponse>(
        nameof(GetPolicyVersion),
        static (form, request) =>
        {
            form.AddIfSet("PolicyArn", request.PolicyArn);
            form.AddIfSet("VersionId", request.VersionId);
        },
        static (xml, response) =>
        {
            if (xml.TestExpression("GetPolicyVersionResult/PolicyVersion"))
            {
                response.PolicyVersion = new PolicyVersion();
            }
            else if (response.PolicyVersion is { } version)
            {
                version.Document = Text(xml, "PolicyVersion/Document") ?? version.Document;
                version.VersionId = Text(xml, "PolicyVersion/VersionId") ?? version.VersionId;
                version.IsDefaultVersion = Flag(xml, "PolicyVersion/IsDefaultVersion") ?? version.IsDefaultVersion;
            }
        });

    public static readonly InvokeOptions ListRolePolicies = Operation<ListRolePoliciesRequest, ListRolePoliciesResponse>(
        nameof(ListRolePolicies),
        static (form, request) =>
        {
            form.AddIfSet("RoleName", request.RoleName);
            form.AddIfSet("Marker", request.Marker);
        },
        static (xml, response) =>
        {
            if (Text(xml, "PolicyNames/member") is { } name)
            {
                response.PolicyNames.Add(name);
            }

            response.IsTruncated = Flag(xml, "ListRolePoliciesResult/IsTruncated") ?? response.IsTruncated;
            response.Marker = Text(xml, "ListRolePoliciesResult/Marker") ?? response.Marker;
        });

    public static readonly InvokeOptions GetRolePolicy = Operation<GetRolePolicyRequest, GetRolePolicyResponse>(
        nameof(GetRolePolicy),
        static (form, request) =>
        {
            form.AddIfSet("RoleName", request.RoleName);
            form.AddIfSet("PolicyName", request.PolicyName);
        },
        static (xml, response) =>
        {
            response.RoleName = Text(xml, "GetRolePolicyResult/RoleName") ?? response.RoleName;
            response.PolicyName = Text(xml, "GetRolePolicyResult/PolicyName") ?? response.PolicyName;
            response.PolicyDocument = Text(xml, "GetRolePolicyResult/PolicyDocument") ?? response.PolicyDocument;
        });

    private static InvokeOptions Operation<TRequest, TResponse>(string name, Action<ParameterCollection, TRequest> write, Action<XmlUnmarshallerContext, TResponse> read)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new() => new()
        {
            RequestMarshaller = new QueryRequestMarshaller<TRequest>("Amazon.IdentityManagement", name, "2010-05-08", write),
            ResponseUnmarshaller = new QueryAnswerUnmarshaller<TResponse>(read, ReadError),
        };

    /// <summary>The text of the element that the context stands on, if that is the one at <paramref name="path"/>.</summary>
    private static string? Text(XmlUnmarshallerContext xml, string path) => xml.IsStartElement && xml.TestExpression(path) ? StringUnmarshaller.Instance.Unmarshall(xml) : null;

    private static bool? Flag(XmlUnmarshallerContext xml, string path) => Text(xml, path) is { } text ? text == "true" : null;

    private static AmazonIdentityManagementServiceException ReadError(ErrorResponse error) => error.Code switch
    {
        "NoSuchEntity" => new NoSuchEntityException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidInput" => new InvalidInputException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ServiceFailure" => new ServiceFailureException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        _ => new AmazonIdentityManagementServiceException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
    };
}
