import { type Command, Option } from 'commander';
import { addCommand, addSelection, type CommonOptions, type SelectionOptions } from '../options.ts';

export function registerGraph(program: Command): void {
  const command = addCommand(program, 'graph', 'Show which table reads which.', [
    ['headrace graph', 'as text, level by level'],
    ['headrace graph --format mermaid > graph.mmd', 'as a Mermaid diagram'],
    ['headrace graph orders_gold+ --format json', 'a table and what reads it, for machines'],
  ]).addOption(new Option('--format <format>', 'text, mermaid or json').choices(['text', 'mermaid', 'json']));
  addSelection(command).action(
    async (
      names: string[],
      options: CommonOptions & SelectionOptions & { format?: 'text' | 'mermaid' | 'json' },
    ) => {
      const { graph } = await import('./graph-action.ts');
      await graph(names, options);
    },
  );
}
