using EcsGuard.Functions;
using EcsGuard.Functions.Hosting;

return await FunctionHost.RunAsync(AwsFunctions.All);
