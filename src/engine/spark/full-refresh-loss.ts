import type { Problem } from '../../kernel/index.ts';
import type { EngineRequest } from '../../run/index.ts';
import { engineProblems, listRawFiles } from '../duckdb/index.ts';
import { ledgerFile, readLedger } from './ledger.ts';

/** A problem that lists the raw files which a full refresh would need and no longer finds, if any. */
export async function fullRefreshLoss(
  { compiled, fullRefresh }: Pick<EngineRequest, 'compiled' | 'fullRefresh'>,
  folder: string,
): Promise<Problem | undefined> {
  const ledger = await readLedger(ledgerFile(folder));
  const tables: string[] = [];
  const files: string[] = [];
  for (const name of fullRefresh) {
    const table = compiled.tables.get(name)?.table;
    if (table?.kind !== 'streaming_table' || table.source?.type !== 'files') continue;
    const listed = await listRawFiles(compiled.project.root, table.source, async () => []);
    const now = new Set(listed.files.map(({ key }) => key));
    const gone = Object.keys(ledger[name]?.files ?? {}).filter((key) => !now.has(key));
    if (gone.length > 0) tables.push(name);
    files.push(...gone);
  }
  return tables.length > 0 ? engineProblems.filesGone({ tables, files }) : undefined;
}
