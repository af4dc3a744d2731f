import { Argument, type Command } from 'commander';
import { addCommand, type CommonOptions } from '../options.ts';

export interface SparkOptions extends CommonOptions {
  readonly python: string;
}

export function registerSpark(program: Command): void {
  addCommand(
    program,
    'spark',
    'Install what the spark engine needs: a virtual environment with pyspark and Delta, shared by all projects.',
    [
      ['headrace spark setup', 'make or complete it; needs Java and Python'],
      ['headrace spark setup --python python3.12', 'with this interpreter'],
    ],
  )
    .addArgument(new Argument('<action>', 'what to do').choices(['setup']))
    .option('--python <program>', 'interpreter to make the virtual environment with', 'python3')
    .action(async (_action: 'setup', options: SparkOptions) => {
      const { sparkSetup } = await import('./spark-action.ts');
      await sparkSetup(options);
    });
}
