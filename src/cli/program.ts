import { Command, CommanderError } from 'commander';
import { exitCode, HeadraceError } from '../kernel/index.ts';
import { registerBundle } from './commands/bundle.ts';
import { registerCi } from './commands/ci.ts';
import { registerClean } from './commands/clean.ts';
import { registerCompletion } from './commands/completion.ts';
import { registerConnectors } from './commands/connectors/connectors.ts';
import { registerDeadLetters } from './commands/dead-letters.ts';
import { registerDeploy } from './commands/deploy.ts';
import { registerDestroy } from './commands/destroy.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerFakeDatabricks } from './commands/fake-databricks.ts';
import { registerGraph } from './commands/graph.ts';
import { registerIndex } from './commands/index-command.ts';
import { registerInit } from './commands/init.ts';
import { registerList } from './commands/list.ts';
import { registerLoad } from './commands/load.ts';
import { registerLoads } from './commands/loads.ts';
import { registerLogs } from './commands/logs.ts';
import { registerParity } from './commands/parity.ts';
import { registerPlan } from './commands/plan.ts';
import { registerQuery } from './commands/query.ts';
import { registerReindex } from './commands/reindex.ts';
import { registerRetry } from './commands/retry.ts';
import { registerRun } from './commands/run.ts';
import { registerRuns } from './commands/runs.ts';
import { registerSearch } from './commands/search.ts';
import { registerServe } from './commands/serve.ts';
import { registerSpark } from './commands/spark.ts';
import { registerSync } from './commands/sync.ts';
import { registerSyncs } from './commands/syncs.ts';
import { registerTrace } from './commands/trace.ts';
import { registerTrigger } from './commands/trigger.ts';
import { registerValidate } from './commands/validate.ts';
import { registerVerify } from './commands/verify.ts';
import { registerWorkflow } from './commands/workflow/workflow.ts';
import { Exit } from './exit.ts';
import { commonOptionsLast } from './options.ts';
import { reportError } from './report/report-error.ts';

/** All commands, under the headings that `--help` shows them with. */
const groups = [
  { heading: 'Project:', registrations: [registerInit, registerValidate, registerList, registerGraph] },
  {
    heading: 'Tables:',
    registrations: [
      registerPlan,
      registerRun,
      registerRetry,
      registerRuns,
      registerQuery,
      registerTrace,
      registerClean,
    ],
  },
  { heading: 'Search:', registrations: [registerIndex, registerSearch] },
  {
    heading: 'Sync and load:',
    registrations: [
      registerSync,
      registerSyncs,
      registerVerify,
      registerReindex,
      registerDeadLetters,
      registerLoad,
      registerLoads,
    ],
  },
  {
    heading: 'Spark and Databricks:',
    registrations: [
      registerParity,
      registerBundle,
      registerDeploy,
      registerDestroy,
      registerLogs,
      registerTrigger,
      registerCi,
      registerConnectors,
      registerFakeDatabricks,
      registerSpark,
      registerDoctor,
    ],
  },
  { heading: 'Workflows:', registrations: [registerServe, registerWorkflow] },
  { heading: 'Help:', registrations: [registerCompletion] },
] as const;

/** The whole command line, as commander knows it. Actions load what they need when they run. */
function buildProgram(version: string): Command {
  const program = new Command('headrace')
    .description('Carries data from raw files, through a lakehouse, into search.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .commandsGroup('Help:')
    .helpCommand('help [command]', 'Print help for a command.')
    .showSuggestionAfterError()
    .configureHelp({ groupItems: commonOptionsLast })
    .addHelpText(
      'after',
      `
Examples:
  headrace init shop && cd shop      make a small project that runs at once
  headrace run                       build what changed
  headrace run --tags daily          build the tables with a tag
  headrace query "select 42"         look into the tables
  headrace search "some words"       look into the search index

Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 done, but not all of it (dead letters,
tables left out), 4 locked by another process, 5 unreachable, 130 interrupted (resumable).`,
    );
  for (const { heading, registrations } of groups) {
    program.commandsGroup(heading);
    for (const register of registrations) register(program);
  }
  return program;
}

/** Commander would end the process; groups of commands are asked to the bottom. */
function overrideExit(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) overrideExit(inner);
}

/** Runs one command line. Every way to end is an exit code here, so that files and locks are closed. */
export async function runProgram(argv: readonly string[], version: string): Promise<number> {
  const program = buildProgram(version);
  overrideExit(program);
  if (argv.length === 0) {
    program.outputHelp();
    return exitCode.usage;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode.done;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    const options = { json: argv.includes('--json'), debug: argv.includes('--debug') };
    reportError(error, options);
    return error instanceof HeadraceError ? error.exitCode : exitCode.failed;
  }
}
