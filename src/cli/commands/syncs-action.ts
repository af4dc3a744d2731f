import { resolve } from 'node:path';
import { duration, grouped } from '../../kernel/index.ts';
import { type LoadRecordEntry, readSyncs } from '../../loading/index.ts';
import type { CommonOptions } from '../options.ts';
import { statusText } from '../report/status-text.ts';
import { styleFor } from '../report/style.ts';
import { textTable } from '../report/table.ts';
import { localTime } from '../report/time.ts';

export async function listSyncs(options: CommonOptions & { limit: number }): Promise<void> {
  const syncs = await readSyncs(resolve(options.project), options.limit);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(syncs.map(metadata), null, 2)}\n`);
    return;
  }
  if (syncs.length === 0) {
    process.stdout.write('no syncs yet\n');
    return;
  }
  const style = styleFor(process.stdout);
  const head = [
    'STARTED',
    'STATUS',
    'TABLE',
    'INDEX',
    'MODE',
    'READ',
    'INDEXED',
    'FAILED',
    'DELETED',
    'LAST ITEM',
    'TOOK',
  ];
  const rows = syncs.map((sync) => [
    localTime(sync.startedAt),
    statusText(sync.status, style),
    sync.source,
    sync.target,
    sync.mode,
    grouped(sync.read),
    grouped(sync.stored),
    grouped(sync.dead),
    grouped(sync.deleted),
    sync.lastSyncedItem ?? '',
    duration(sync.updatedAt - sync.startedAt),
  ]);
  process.stdout.write(`${textTable(head.map(style.dim), rows, [5, 6, 7, 8])}\n`);
}

/** Under the names that such records have always had. */
function metadata(sync: LoadRecordEntry): Record<string, unknown> {
  return {
    id: sync.id,
    status: sync.status,
    input_postgres_table: sync.source,
    output_es_index: sync.target,
    input_db_backend_config: sync.sourceConfig,
    output_db_backend_config: sync.targetConfig,
    mode: sync.mode,
    n_input_records: sync.read,
    n_output_records: sync.stored,
    n_stale_records: sync.stale,
    n_failed_records: sync.dead,
    n_deleted_records: sync.deleted,
    last_synced_item: sync.lastSyncedItem === undefined ? null : { item: sync.lastSyncedItem },
    sync_finished: sync.finished,
    started_at: new Date(sync.startedAt).toISOString(),
    updated_at: new Date(sync.updatedAt).toISOString(),
    ...(sync.problem !== undefined && { problem: sync.problem }),
  };
}
