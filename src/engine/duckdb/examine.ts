import { contentHash, type Problem } from '../../kernel/index.ts';
import {
  type CompiledTable,
  type Decision,
  decide,
  type Fingerprint,
  fingerprintOf,
} from '../../plan/index.ts';
import { type Offset, type RawFile, versionId } from '../../warehouse/index.ts';
import type { BuildOptions, EngineContext } from './context.ts';
import * as problem from './problems.ts';
import {
  displayPath,
  hashFile,
  isFresh,
  isRemote,
  listRawFiles,
  type RawListing,
  sameFile,
} from './raw-files.ts';
import { listRemote } from './remote-files.ts';

/** All that is known of a table before it is built (or not). */
export type Examination =
  | { readonly outcome: 'problems'; readonly problems: readonly Problem[] }
  /** A stream whose first file, or whose input's first version, is still to come. */
  | { readonly outcome: 'waiting'; readonly reason: string }
  | {
      readonly outcome: 'decided';
      readonly decision: Decision;
      readonly fingerprint: Fingerprint;
      /** The raw files to read now. */
      readonly files: readonly RawFile[];
      /** Stream inputs that have something new: read after `from` (or from the start) up to `to`. */
      readonly streams: ReadonlyMap<string, { readonly from: Offset | undefined; readonly to: Offset }>;
      readonly warnings: readonly Problem[];
    };

/** Looks at a table's inputs, raw files and published version, and decides whether it is built. */
export async function examine(
  context: EngineContext,
  compiled: CompiledTable,
  options: BuildOptions,
): Promise<Examination> {
  const { warehouse, session } = context;
  const { table } = compiled;
  const refuse = (...problems: Problem[]): Examination => ({ outcome: 'problems', problems });

  if (compiled.sql === undefined) {
    const file = table.transformation.language === 'none' ? '' : table.transformation.file;
    return refuse(problem.pythonNeedsSpark({ table: table.name, file }, table.at));
  }
  if (table.source?.type === 'undecided') {
    return refuse(problem.sourceUndecided({ table: table.name }, table.source.at));
  }
  const fullRefresh = options.fullRefresh.has(table.name);
  const head = warehouse.head(table.name);
  if (head && head.kind !== table.kind && !fullRefresh) {
    return refuse(problem.kindChanged({ table: table.name, before: head.kind, now: table.kind }, table.at));
  }

  const inputs: Record<string, string> = {};
  for (const input of compiled.inputs) {
    const version = warehouse.head(input);
    if (!version && options.waitForFiles) return { outcome: 'waiting', reason: `waiting for ${input}` };
    if (!version) return refuse(problem.inputNeverBuilt({ table: table.name, input }, table.at));
    inputs[input] = versionId(version);
  }

  const raw = await examineSource(context, compiled, { fullRefresh, head: head !== undefined });
  if ('problems' in raw) return refuse(...raw.problems);
  if (raw.missing.length > 0 && raw.files.length === 0 && options.waitForFiles) {
    if (!head) return { outcome: 'waiting', reason: 'waiting for its first file' };
  } else if (raw.missing.length > 0 && (!head || table.kind === 'materialized_view' || fullRefresh)) {
    const root = context.compiled.project.root;
    return refuse(
      ...raw.missing.map((path) =>
        problem.sourceNotFound({ table: table.name, path, root }, table.source?.at),
      ),
    );
  }

  const streams = new Map<string, { from: Offset | undefined; to: Offset }>();
  for (const input of compiled.streams) {
    const to = warehouse.head(input);
    const from = fullRefresh ? undefined : warehouse.offset(table.name, input);
    if (!to) continue;
    if (from && from.epoch !== to.epoch) {
      return refuse(problem.inputStartedOver({ table: table.name, input }, table.at));
    }
    if (!from || warehouse.filesSince(input, from).length > 0) streams.set(input, { from, to });
  }

  const streaming = table.kind === 'streaming_table';
  const fingerprint = fingerprintOf(compiled, {
    engine: session.engineId,
    inputs,
    files: streaming || !compiled.readsSource ? undefined : contentHash(raw.files),
  });
  const decision = decide({
    table,
    volatile: compiled.volatile,
    before: head?.fingerprint,
    now: fingerprint,
    force: options.force.has(table.name),
    fullRefresh,
    ...(streaming && { unread: { files: raw.files.length, versions: [...streams.keys()] } }),
  });
  const sqlChanged =
    streaming && !fullRefresh && head !== undefined && head.fingerprint.sql !== fingerprint.sql;
  return {
    outcome: 'decided',
    decision,
    fingerprint,
    files: raw.files,
    streams,
    warnings:
      sqlChanged && decision.action === 'build' ? [problem.sqlChanged({ table: table.name }, table.at)] : [],
  };
}

type SourceExamination = RawListing | { readonly problems: readonly Problem[] };

/** The raw files that a build would read now: for a streaming table those not in its ledger. */
async function examineSource(
  context: EngineContext,
  { table, readsSource }: CompiledTable,
  { fullRefresh, head }: { fullRefresh: boolean; head: boolean },
): Promise<SourceExamination> {
  const { source } = table;
  if (!readsSource || source?.type !== 'files') return { files: [], missing: [] };
  const { root } = context.compiled.project;
  const listing = await listRawFiles(root, source, (path) =>
    context.session.use((connection) => listRemote(connection, table.name, path)),
  );
  if (table.kind !== 'streaming_table') return withHashes(listing, context.clock.now());
  if (fullRefresh || !head) return listing;

  const ledger = context.warehouse.ledger(table.name);
  const fresh: RawFile[] = [];
  const changed: RawFile[] = [];
  const settled: string[] = [];
  for (const file of listing.files) {
    const known = ledger.get(file.path);
    if (!known) fresh.push(file);
    else if (!sameFile(known, file)) changed.push(file);
    else if (known.hash !== undefined && (await hashFile(file.path)) !== known.hash) changed.push(file);
    else if (known.hash !== undefined && !isFresh(file, context.clock.now())) settled.push(file.path);
  }
  if (settled.length > 0) context.warehouse.trust(table.name, settled);
  if (changed.length > 0 && table.onChangedFile === 'error') {
    const files = changed.map((file) => displayPath(root, file.path));
    return { problems: [problem.fileChanged({ table: table.name, files }, source.at)] };
  }
  return {
    files: table.onChangedFile === 'reprocess' ? [...fresh, ...changed] : fresh,
    missing: listing.missing,
  };
}

async function withHashes(listing: RawListing, now: number): Promise<RawListing> {
  const files = await Promise.all(listing.files.map((file) => withHash(file, now)));
  return { ...listing, files };
}

/** Adds the content's hash while the modification time is too fresh to be trusted. */
export async function withHash(file: RawFile, now: number): Promise<RawFile> {
  return isRemote(file.path) || !isFresh(file, now) ? file : { ...file, hash: await hashFile(file.path) };
}
