import { resolve } from 'node:path';
import { exitCode } from '../../kernel/index.ts';
import { trigger as runTrigger, type TriggerRequest } from '../../loading/index.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts, unlessInterrupted } from '../interrupts.ts';
import { openLoadingProject } from '../open-loading.ts';
import type { TriggerOptions } from './trigger.ts';
import { triggerReporter } from './trigger-report.ts';

export async function trigger(names: readonly string[], options: TriggerOptions): Promise<void> {
  const { project } = await openLoadingProject(options);
  const reporter = triggerReporter(options);
  const interrupts = listenForInterrupts(true, reporter.onStop);
  try {
    const report = await runTrigger({
      ...{ project, env: process.env, names, given: givenParameters(options) },
      all: options.all ?? false,
      jobs: options.jobs === undefined ? undefined : resolve(options.jobs),
      jobId: options.jobId,
      concurrency: options.concurrency,
      again: options.again ?? false,
      wait: options.wait ?? false,
      dryRun: options.dryRun ?? false,
      stop: interrupts.stop,
      signal: interrupts.signal,
      onEvent: reporter.onEvent,
    });
    if (report.exit_code !== exitCode.done) throw new Exit(report.exit_code);
  } catch (error) {
    throw unlessInterrupted(error, interrupts);
  } finally {
    reporter.close();
    interrupts.dispose();
  }
}

function givenParameters({
  sourceTable,
  dataSource,
  esNodes,
  batchId,
}: TriggerOptions): TriggerRequest['given'] {
  const given = { source_table: sourceTable, data_source: dataSource, es_nodes: esNodes, batch_id: batchId };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
