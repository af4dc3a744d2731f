import { onTestFinished } from 'vitest';
import { type HttpProxy, startProxy } from '../../servers/proxy.ts';
import { insertPoisoned, poisonedColumns } from './kill-syncs.ts';
import { SyncedTable } from './synced-table.ts';

interface Servers {
  readonly elasticsearch: { readonly url: string; freshPrefix(): string };
  /** Of the database. */
  readonly postgres: string;
}

/** A table some rows of which no index takes, and a proxy before the cluster; gone after the test. */
export async function poisonedTable(
  { elasticsearch: { url: elasticsearch, freshPrefix }, postgres }: Servers,
  rows: number,
): Promise<{ readonly table: SyncedTable; readonly proxy: HttpProxy }> {
  const proxy = await startProxy(elasticsearch);
  onTestFinished(() => proxy.stop());
  const prefix = freshPrefix();
  const table = await SyncedTable.create({ elasticsearch, postgres, prefix, columns: poisonedColumns });
  await insertPoisoned(table, 1, rows);
  return { table, proxy };
}
