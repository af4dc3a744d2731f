import { type Command, Option } from 'commander';
import { addCommand, type CommonOptions, collectPairs, wholeNumber } from '../../options.ts';

export interface StartOptions extends CommonOptions {
  readonly id: string;
  readonly job?: string;
  readonly url?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly onFailure?: 'fail' | 'wait';
  readonly wait?: boolean;
  readonly detach?: boolean;
}

export interface ListOptions extends CommonOptions {
  readonly state?: string;
  readonly workflow?: string;
  readonly limit: number;
}

export interface ResolveOptions extends CommonOptions {
  readonly value?: string;
}

export interface NotebookOptions extends CommonOptions {
  readonly output?: string;
}

export interface RejectOptions extends CommonOptions {
  readonly message?: string;
}

const about = `
Where \`headrace serve\` runs for this project, it runs the workflow, and this command is over at once unless --wait is
given. Where it does not, the workflow runs here until it ends; Ctrl-C leaves it as it stands (exit code 130), and
\`headrace serve\`, or the same command again, goes on. The same id is the same run, however often it is started.`;

/** `headrace workflow …`: one group, as all of it is about the same things. */
export function registerWorkflow(program: Command): void {
  const group = program
    .command('workflow')
    .description('Start durable workflows, look at them, and end what they wait for.')
    .addHelpText(
      'after',
      `
Examples:
  headrace workflow start --id foo --job 123   run a Databricks job, wait for it, tell people
  headrace workflow status foo                 how it stands, and what it waits for
  headrace workflow history foo                every step, attempt and duration`,
    );
  addCommand(group, 'start', 'Start a workflow, or find the one with this id.', [
    ['headrace workflow start --id foo --job 123', 'the built-in one: a job, then a mail'],
    [
      'headrace workflow start --id foo --job 123 --url https://example.ngrok.app',
      'where the job calls back',
    ],
    [
      'headrace workflow start nightly --id n1 --input \'{"day": "2026-11-21"}\'',
      'one of orchestration/*.ts',
    ],
  ])
    .argument('[name]', 'name of the workflow', 'data-pipeline')
    .requiredOption('--id <id>', 'what to call it; the same id is the same run')
    .option('--job <id>', 'the Databricks job (JOB_ID)')
    .option('--url <url>', 'where the job finds the server that it calls back')
    .option('--param <name=value>', 'a parameter of the job (repeatable)', collectPairs)
    .addOption(
      new Option('--on-failure <what>', 'of the run: fail, or wait for its repair').choices(['fail', 'wait']),
    )
    .option('--input <json>', 'what a workflow of the project is told')
    .option('--wait', 'stay until it ends, though a server runs it')
    .option('--detach', 'only start it; it runs when `headrace serve` does')
    .addHelpText('after', about)
    .action(async (name: string, options: StartOptions) => {
      const { start } = await import('./start-action.ts');
      await start(name, options);
    });
  addCommand(group, 'status', 'Show how a workflow stands, and what it waits for.', [
    ['headrace workflow status foo', 'the one with this id'],
  ])
    .argument('<id>', 'id of the workflow')
    .action(async (id: string, options: CommonOptions) => (await looks()).status(id, options));
  addCommand(group, 'list', 'List the workflows of the project, the newest first.', [
    ['headrace workflow list --state running', 'those that are under way'],
  ])
    .option('--state <state>', 'running, done, failed, cancelled or timed_out')
    .option('--workflow <name>', 'only those of this name')
    .option('--limit <n>', 'how many to list', wholeNumber(1), 20)
    .action(async (options: ListOptions) => (await looks()).list(options));
  addCommand(group, 'history', 'Show every step of a workflow, with its attempts and how long it took.', [
    ['headrace workflow history foo', 'what it has done, and what it is at'],
    ['headrace workflow history foo --json', 'for machines'],
  ])
    .argument('<id>', 'id of the workflow')
    .action(async (id: string, options: CommonOptions) => (await looks()).history(id, options));
  addCommand(group, 'wait', 'Wait until a workflow ends; the exit code says how.', [
    ['headrace workflow wait foo', 'runs it here where no server does'],
  ])
    .argument('<id>', 'id of the workflow')
    .action(async (id: string, options: CommonOptions) => {
      const { wait } = await import('./start-action.ts');
      await wait(id, options);
    });
  addCommand(group, 'resolve', 'Settle a promise that a workflow waits for, as its job would.', [
    ['headrace workflow resolve foo:0 --value \'{"rows": 3}\'', 'JSON; other text is taken as it is'],
  ])
    .argument('<promise>', 'id of the promise')
    .option('--value <json>', 'what it is settled with')
    .action(async (id: string, options: ResolveOptions) => (await deeds()).resolve(id, options));
  addCommand(group, 'reject', 'Let a promise that a workflow waits for fail.', [
    [
      'headrace workflow reject foo:0 --message "no input today"',
      'the workflow gets the message as an error',
    ],
  ])
    .argument('<promise>', 'id of the promise')
    .option('--message <text>', 'why')
    .action(async (id: string, options: RejectOptions) => (await deeds()).reject(id, options));
  addCommand(group, 'cancel', 'End a workflow, and cancel the job runs that it waits for.', [
    ['headrace workflow cancel foo', 'it ends as cancelled, and its job runs too'],
  ])
    .argument('<id>', 'id of the workflow')
    .action(async (id: string, options: CommonOptions) => (await deeds()).cancel(id, options));
  addCommand(group, 'repair', 'Run again what failed of the runs that a workflow waits for.', [
    ['headrace workflow repair foo', 'of one that was started with --on-failure wait'],
  ])
    .argument('<id>', 'id of the workflow')
    .action(async (id: string, options: CommonOptions) => (await deeds()).repair(id, options));
  addCommand(group, 'notebook', 'Print a notebook that calls back when it has ended.', [
    ['headrace workflow notebook', 'the helper and how it is used; import it, or copy its cells'],
    ['headrace workflow notebook --output notebook.py', 'into a file'],
  ])
    .option('-o, --output <file>', 'write to a file instead')
    .action(async (options: NotebookOptions) => {
      const { notebook } = await import('./notebook-action.ts');
      notebook(options);
    });
}

const looks = () => import('./look-action.ts');
const deeds = () => import('./settle-action.ts');
