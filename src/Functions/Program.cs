using EcsGuard.Functions.Hosting;

return await FunctionHost.RunAsync(new Dictionary<string, FunctionFactory>(StringComparer.Ordinal));
