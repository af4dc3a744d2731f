import type { Layer, Table } from '../types.ts';

export type { Layer, Table };

/** A table for tests that need only some of its properties. */
export function testTable(known: Partial<Table> & { name: string }): Table {
  const layer = known.layer ?? 'silver';
  const at = { place: { file: 'config.yml', line: 1, col: 1 } };
  return {
    layer,
    tags: [],
    kind: 'materialized_view',
    declaredInputs: undefined,
    source: undefined,
    transformation: {
      language: 'sql',
      file: `transformations/${layer}/${known.name}.sql`,
      sql: 'SELECT 1 AS one',
    },
    comment: undefined,
    partitionBy: [],
    clusterBy: [],
    properties: {},
    grants: {},
    refresh: undefined,
    onChangedFile: 'error',
    at,
    dependsOnAt: undefined,
    ...known,
  };
}
