import { exitCode } from '../../kernel/index.ts';
import { resolveCluster } from '../../loading/index.ts';
import type { Project, SearchIndexConfig } from '../../project/index.ts';
import {
  clusterLookup,
  embeddedLookup,
  type IndexLookup,
  trace as traceRecord,
} from '../../tracing/index.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { readProject } from '../open-project.ts';
import { styleFor } from '../report/style.ts';
import { showWarnings } from '../show-warnings.ts';
import { chooseIndex } from './choose-index.ts';
import type { TraceOptions } from './trace.ts';
import { renderTrail } from './trace-output.ts';

export async function trace(key: string, options: TraceOptions): Promise<void> {
  // One looks for a record when something is wrong, perhaps with the project.
  const compiled = await readProject(options);
  showWarnings(compiled.problems, options);
  const { project } = compiled;
  const { table, column, index: named } = options;
  const index = named === undefined && table !== undefined ? undefined : chooseIndex(project, named);
  const interrupts = listenForInterrupts(false);
  try {
    const trail = await traceRecord({
      compiled,
      key,
      index,
      table,
      column,
      lookup: (config) => lookupFor(project, config, options.to),
      signal: interrupts.signal,
    });
    if (options.json) process.stdout.write(`${JSON.stringify(trail, null, 2)}\n`);
    else if (!options.quiet) process.stdout.write(renderTrail(trail, styleFor(process.stdout)));
    if (!trail.arrived) throw new Exit(exitCode.failed);
  } catch (error) {
    if (interrupts.signal.aborted) throw new Exit(exitCode.interrupted);
    throw error;
  } finally {
    interrupts.dispose();
  }
}

async function lookupFor(
  project: Project,
  config: SearchIndexConfig,
  to: string | undefined,
): Promise<IndexLookup | undefined> {
  const cluster = await resolveCluster({ given: to, project, env: process.env });
  return cluster === undefined ? embeddedLookup(project, config) : clusterLookup(project, config, cluster);
}
