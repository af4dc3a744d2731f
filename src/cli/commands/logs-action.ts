import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findLogs, type LogSource, readLogs, type UpdateEvent } from '../../engine/databricks/index.ts';
import { systemClock } from '../../kernel/index.ts';
import { loadProject } from '../../project/index.ts';
import { openState, statePaths } from '../../state/index.ts';
import { listenForInterrupts, unlessInterrupted } from '../interrupts.ts';
import { type Style, styleFor } from '../report/style.ts';
import { showWarnings } from '../show-warnings.ts';
import type { LogsOptions } from './logs.ts';

export async function logs(id: string, options: LogsOptions): Promise<void> {
  const { pipeline, level } = options;
  const root = resolve(options.project);
  const source = pipeline === undefined ? fromHistory(root, id) : { pipeline, update: id };
  const target = options.target ?? ('target' in source ? source.target : undefined);
  const { target: resolved } = await loadProject({ root, target, vars: options.var ?? {}, env: process.env });
  const interrupts = listenForInterrupts(false);
  const { signal } = interrupts;
  const print = printer(options, styleFor(process.stdout));
  try {
    const events = readLogs({
      ...{ source, level, target: resolved, env: process.env, clock: systemClock, signal },
      onWarning: (problem) => showWarnings([problem], options),
    });
    for await (const event of events) print(event);
  } catch (error) {
    throw unlessInterrupted(error, interrupts);
  } finally {
    interrupts.dispose();
  }
}

function fromHistory(root: string, id: string): LogSource {
  if (!existsSync(statePaths(root).db)) return findLogs(undefined, id);
  const db = openState(root);
  try {
    return findLogs(db, id);
  } finally {
    db.close();
  }
}

/** One event a line; where several updates are shown, each begins with its name. */
function printer({ json }: LogsOptions, style: Style): (event: UpdateEvent) => void {
  if (json) return (event) => void process.stdout.write(`${JSON.stringify(event)}\n`);
  let shown = '';
  return (event) => {
    const { pipeline, update, timestamp, level, message, error } = event;
    if (update !== shown) process.stdout.write(`${style.bold(pipeline)}  ${style.dim(`update ${update}`)}\n`);
    shown = update;
    const paint = level === 'ERROR' ? style.red : level === 'WARN' ? style.yellow : style.dim;
    const lines = [`${style.dim(timestamp)}  ${paint(level.padEnd(7))} ${message}`];
    if (error !== undefined && error !== message) lines.push(error.replace(/^/gm, '    '));
    process.stdout.write(`${lines.join('\n')}\n`);
  };
}
