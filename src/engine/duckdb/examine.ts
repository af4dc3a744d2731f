import { contentHash, type Problem } from '../../kernel/index.ts';
import {
  type CompiledTable,
  type Decision,
  decide,
  type Fingerprint,
  fingerprintOf,
} from '../../plan/index.ts';
import { type Offset, versionId } from '../../warehouse/index.ts';
import type { BuildOptions, EngineContext } from './context.ts';
import { examineSource } from './examine-source.ts';
import * as problem from './problems.ts';
import type { SourceFile } from './raw-files.ts';
import { knownColumns } from './source-schema.ts';

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
      readonly files: readonly SourceFile[];
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

  const raw = await examineSource(context, compiled, fullRefresh ? undefined : head);
  if ('problems' in raw) return refuse(...raw.problems);
  const nothing = compiled.readsSource && raw.files.length === 0;
  if (nothing && options.waitForFiles) {
    // Neither is there anything to start from, nor is a whole table to be emptied because files are late.
    if (!head || table.kind === 'materialized_view') {
      return { outcome: 'waiting', reason: head ? 'waiting for files' : 'waiting for its first file' };
    }
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
  const wholeSource = !streaming && compiled.readsSource;
  const fingerprint = fingerprintOf(
    compiled,
    {
      engine: session.engineId,
      inputs,
      files: !wholeSource
        ? undefined
        : raw.unchanged
          ? head?.fingerprint.files
          : contentHash(raw.files.map(({ path: _, ...identity }) => identity)),
    },
    wholeSource && table.source?.type === 'files'
      ? await knownColumns(context.compiled.project.root, table.name, table.source)
      : undefined,
  );
  const decision = decide({
    table,
    volatile: compiled.volatile,
    before: head?.fingerprint,
    now: fingerprint,
    force: options.force.has(table.name),
    settled: options.settled.has(table.name),
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
