using EcsGuard.Cli;

return await EcsGuardCommand.RunAsync(args, new ProcessHost());
