import { resolve } from 'node:path';
import { exitCode } from '../../kernel/index.ts';
import { load as runLoads } from '../../loading/index.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openLoadingProject } from '../open-loading.ts';
import { sayDryRun } from '../report/say-dry-run.ts';
import type { LoadCommandOptions } from './load.ts';
import { loadsReporter } from './load-report.ts';
import { givenVariables } from './sync.ts';

export async function load(names: readonly string[], options: LoadCommandOptions): Promise<void> {
  const { root, project } = await openLoadingProject(options);
  const several = (options.all ?? false) || options.jobs !== undefined || names.length > 1;
  const reporter = loadsReporter(options, several);
  const { signal, dispose } = listenForInterrupts(false);
  try {
    const report = await runLoads({
      root,
      project,
      env: process.env,
      flags: givenVariables(options),
      names,
      all: options.all ?? false,
      jobs: options.jobs === undefined ? undefined : resolve(options.jobs),
      given: givenParameters(options),
      parallel: options.parallel,
      restart: options.restart ?? false,
      deadLetters: options.deadLetters,
      dryRun: options.dryRun ?? false,
      signal,
      onEvent: reporter.onEvent,
      onOutcome: reporter.onOutcome,
    });
    if (report.several && !options.dryRun) reporter.finish(report);
    sayDryRun(options);
    if (report.exitCode !== exitCode.done) throw new Exit(report.exitCode);
  } finally {
    reporter.close();
    dispose();
  }
}

function givenParameters({
  sourceTable,
  dataSource,
  esNodes,
  batchId,
  id,
  versionColumn,
}: LoadCommandOptions): Parameters<typeof runLoads>[0]['given'] {
  const given = {
    source_table: sourceTable,
    data_source: dataSource,
    es_nodes: esNodes,
    batch_id: batchId,
    id,
    version: versionColumn,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
