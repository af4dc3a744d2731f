import { resolve } from 'node:path';
import { duration, grouped } from '../../kernel/index.ts';
import { type LoadRecordEntry, readLoads } from '../../loading/index.ts';
import type { CommonOptions } from '../options.ts';
import { statusText } from '../report/status-text.ts';
import { styleFor } from '../report/style.ts';
import { textTable } from '../report/table.ts';
import { localTime } from '../report/time.ts';

const head = [
  'STARTED',
  'STATUS',
  'LOAD',
  'SOURCE TABLE',
  'INDEX',
  'BATCH',
  'MODE',
  'READ',
  'INDEXED',
  'FAILED',
  'TOOK',
];

export async function listLoads(options: CommonOptions & { limit: number }): Promise<void> {
  const loads = await readLoads(resolve(options.project), options.limit);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(loads.map(metadata), null, 2)}\n`);
    return;
  }
  if (loads.length === 0) {
    process.stdout.write('no loads yet\n');
    return;
  }
  const style = styleFor(process.stdout);
  const rows = loads.map((load) => [
    localTime(load.startedAt),
    statusText(load.status, style),
    load.name ?? text(load, 'data_source'),
    text(load, 'source_table'),
    load.target,
    text(load, 'batch_id'),
    load.mode,
    grouped(load.read),
    grouped(load.stored),
    grouped(load.dead),
    duration(load.updatedAt - load.startedAt),
  ]);
  process.stdout.write(`${textTable(head.map(style.dim), rows, [7, 8, 9])}\n`);
}

function text({ sourceConfig }: LoadRecordEntry, key: string): string {
  const value = sourceConfig[key];
  return typeof value === 'string' ? value : '';
}

/** Under the names that the parameters of a load have, and those of `headrace syncs`. */
function metadata(load: LoadRecordEntry): Record<string, unknown> {
  return {
    id: load.id,
    name: load.name ?? null,
    status: load.status,
    source_table: text(load, 'source_table'),
    data_source: text(load, 'data_source'),
    batch_id: text(load, 'batch_id') || null,
    output_es_index: load.target,
    input_config: load.sourceConfig,
    output_db_backend_config: load.targetConfig,
    mode: load.mode,
    n_input_records: load.read,
    n_output_records: load.stored,
    n_stale_records: load.stale,
    n_failed_records: load.dead,
    last_loaded_item: load.lastSyncedItem === undefined ? null : { item: load.lastSyncedItem },
    load_finished: load.finished,
    started_at: new Date(load.startedAt).toISOString(),
    updated_at: new Date(load.updatedAt).toISOString(),
    ...(load.problem !== undefined && { problem: load.problem }),
  };
}
