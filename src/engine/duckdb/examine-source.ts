import type { Problem } from '../../kernel/index.ts';
import type { CompiledTable } from '../../plan/index.ts';
import type { RawFile, TableVersion } from '../../warehouse/index.ts';
import type { EngineContext } from './context.ts';
import { fileChanged } from './problems.ts';
import {
  hashFile,
  isFresh,
  isRemote,
  listRawFiles,
  type RawListing,
  type SourceFile,
  sameFile,
} from './raw-files.ts';
import { listRemote } from './remote-files.ts';

interface SourceListing extends RawListing {
  /** Whether these are the very files that the published version was made from. */
  readonly unchanged: boolean;
}

export type SourceExamination = SourceListing | { readonly problems: readonly Problem[] };

/**
 * The raw files that a build would read now. A streaming table reads those that are not in its ledger,
 * unless it starts from nothing (`head` is undefined then); all others read all.
 */
export async function examineSource(
  context: EngineContext,
  { table, readsSource }: CompiledTable,
  head: TableVersion | undefined,
): Promise<SourceExamination> {
  const { source } = table;
  if (!readsSource || source?.type !== 'files') return { files: [], missing: [], unchanged: true };
  const { root } = context.compiled.project;
  const { files, missing } = await listRawFiles(root, source, (path) =>
    context.session.use((connection) => listRemote(connection, table.name, path)),
  );
  const now = context.clock.now();
  // Hashed before they are read: what changes in between is then told later, and never lost.
  const listing = async (unread: readonly SourceFile[], unchanged: boolean): Promise<SourceListing> => ({
    files: await Promise.all(unread.map((file) => withHash(file, now))),
    missing,
    unchanged,
  });
  if (!head) return listing(files, false);

  const ledger = context.warehouse.ledger(table.name);
  const { fresh, changed, settled } = await compare(files, ledger, now);
  if (settled.length > 0) context.warehouse.trust(table.name, settled);
  const unchanged = fresh.length + changed.length === 0 && files.length === ledger.size;
  if (table.kind === 'materialized_view') return listing(files, unchanged);
  if (changed.length > 0 && table.onChangedFile === 'error') {
    const shown = changed.map((file) => file.key);
    return { problems: [fileChanged({ table: table.name, files: shown }, source.at)] };
  }
  return listing(table.onChangedFile === 'reprocess' ? [...fresh, ...changed] : fresh, unchanged);
}

interface Comparison {
  readonly fresh: readonly SourceFile[];
  readonly changed: readonly SourceFile[];
  /** Keys of files whose content needs no more comparing: their modification time can be trusted now. */
  readonly settled: readonly string[];
}

async function compare(
  files: readonly SourceFile[],
  ledger: ReadonlyMap<string, RawFile>,
  now: number,
): Promise<Comparison> {
  const fresh: SourceFile[] = [];
  const changed: SourceFile[] = [];
  const settled: string[] = [];
  for (const file of files) {
    const known = ledger.get(file.key);
    if (!known) fresh.push(file);
    else if (!sameFile(known, file)) changed.push(file);
    else if (known.hash !== undefined && (await hashFile(file.path)) !== known.hash) changed.push(file);
    else if (known.hash !== undefined && !isFresh(file, now)) settled.push(file.key);
  }
  return { fresh, changed, settled };
}

/** Adds the content's hash while the modification time is too fresh to be trusted. */
async function withHash(file: SourceFile, now: number): Promise<SourceFile> {
  return isRemote(file.path) || !isFresh(file, now) ? file : { ...file, hash: await hashFile(file.path) };
}
