import { Argument, type Command } from 'commander';

export function registerCompletion(program: Command): void {
  program
    .command('completion')
    .description('Print a completion script for your shell.')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
Examples:
  headrace completion bash >> ~/.bashrc
  headrace completion zsh >> ~/.zshrc
  headrace completion fish > ~/.config/fish/completions/headrace.fish`,
    )
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionScript } = await import('./completion-script.ts');
      process.stdout.write(completionScript(program, shell));
    });
}
