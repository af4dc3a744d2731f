import { contentHash, type Problem } from '../kernel/index.ts';
import type { CompiledTable } from '../plan/index.ts';
import { versionId } from '../warehouse/index.ts';
import type { Desk } from './desk.ts';
import { notRebuilt } from './problems.ts';
import { published } from './published.ts';

/** Says why a table that would have a row if it were built now does not have it. */
export function olderThanRow(desk: Desk, compiled: CompiledTable): Problem {
  const { table } = compiled;
  const since = newerInputs(desk, compiled);
  // A streaming table does not read again what it has read: only starting over can help.
  const fullRefresh = table.kind === 'streaming_table' && since.length === 0;
  const reasons = [...(sqlChanged(desk, compiled) ? ['its SQL has changed since'] : []), ...since];
  return notRebuilt({ table: table.name, since: reasons, fullRefresh }, table.at);
}

/** Whether a table's SQL is another one than it was built with. */
export function sqlChanged({ heads }: Desk, { table, sql = '' }: CompiledTable): boolean {
  const head = heads.get(table.name.toLowerCase());
  return head !== undefined && head.fingerprint.sql !== contentHash(sql);
}

/** Inputs that have newer versions than a table was built from, in words. */
export function newerInputs({ heads, compiled }: Desk, { table, inputs, streams }: CompiledTable): string[] {
  const built = heads.get(table.name.toLowerCase())?.fingerprint.inputs ?? {};
  const read = published(
    compiled.project.root,
    (warehouse) => new Map(streams.map((input) => [input, warehouse.offset(table.name, input)])),
  );
  return inputs.flatMap((input) => {
    const head = heads.get(input.toLowerCase());
    const offset = read.get(input);
    const from = offset ? versionId(offset) : built[input];
    if (!head || from === undefined || from === versionId(head)) return [];
    return [`it was built from version ${from} of ${input}, which is at ${versionId(head)}`];
  });
}
