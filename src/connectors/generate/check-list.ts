import type { Problem } from '../../kernel/index.ts';
import type { ConnectorSettings } from '../settings/index.ts';
import type { ConnectorTable } from '../types.ts';
import type { IngestPipeline } from './pipelines.ts';
import { duplicateTable, otherPlan, unusedSetting } from './problems.ts';

/** What is said for all tables, and applies to none, as each says something else. */
export function unusedSettings(pipelines: readonly IngestPipeline[], settings: ConnectorSettings): Problem[] {
  const places = pipelines.flatMap(({ tables }) => tables.map(({ destination }) => destination));
  const used = {
    connection_name: pipelines.map(({ connection }) => connection),
    catalog: places.map(({ catalog }) => catalog),
    schema: places.map(({ schema }) => schema),
  };
  return (['connection_name', 'catalog', 'schema'] as const).flatMap((key) => {
    const value = settings[key];
    const column = key === 'connection_name' ? key : `destination_${key}`;
    return value === undefined || pipelines.length === 0 || used[key].includes(value)
      ? []
      : [unusedSetting({ key, value, column })];
  });
}

/** Tables that are listed more than once for the same connection. */
export function duplicateTables(
  tables: readonly ConnectorTable[],
  { connection_name }: ConnectorSettings,
): Problem[] {
  const known = tables.filter(({ pipelineGroup }) => pipelineGroup);
  const same = Map.groupBy(known, ({ sourceTable, connectionName = connection_name }) =>
    JSON.stringify([connectionName, sourceTable]),
  );
  return [...same.values()].flatMap(([table, second]) => {
    if (table === undefined || second === undefined) return [];
    const all = known.filter(({ sourceTable }) => sourceTable === table.sourceTable);
    const groups = [...new Set(all.map(({ pipelineGroup = '' }) => pipelineGroup))];
    return [duplicateTable({ table: table.sourceTable, groups }, second.place && { place: second.place })];
  });
}

/** Tables that the list has in another group than the plan: a move that nobody has agreed to. */
export function movedTables(
  tables: readonly ConnectorTable[],
  planned: { readonly lock: string; readonly tables: ReadonlyMap<string, string> },
  list: string,
): Problem[] {
  const moved = tables.flatMap(({ sourceTable, pipelineGroup, place }) => {
    const before = planned.tables.get(sourceTable);
    if (before === undefined || pipelineGroup === undefined || before === pipelineGroup) return [];
    return [{ text: `${sourceTable} from ${before} to ${pipelineGroup}`, place }];
  });
  const [first] = moved;
  if (first === undefined) return [];
  const moves = moved.map(({ text }) => text);
  return [otherPlan({ moves, list, lock: planned.lock }, first.place && { place: first.place })];
}
