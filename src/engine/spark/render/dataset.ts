import type { Table } from '../../../project/index.ts';
import { quotedSparkIdentifier, sparkLiteral } from '../../../sql/index.ts';
import { bareSelect } from '../../duckdb/index.ts';
import { sourceView } from './source-view.ts';

/** SQL that defines a dataset, and how many of its lines stand before the user's SELECT. */
export interface RenderedDataset {
  readonly text: string;
  readonly linesBefore: number;
}

/**
 * The DDL around a user's SELECT, which begins on a line of its own and stays as it is. The relation `source`
 * is a CTE over the view that reads the raw files.
 */
export function renderDataset(table: Table, sql: string, readsSource: boolean): RenderedDataset {
  const streaming = table.kind === 'streaming_table';
  const view = quotedSparkIdentifier(sourceView(table.name));
  const clauses = [
    `CREATE ${streaming ? 'STREAMING TABLE' : 'MATERIALIZED VIEW'} ${quotedSparkIdentifier(table.name)}`,
    ...columnClause('PARTITIONED BY', table.partitionBy),
    ...columnClause('CLUSTER BY', table.clusterBy),
    ...(table.comment === undefined ? [] : [`COMMENT ${sparkLiteral(table.comment)}`]),
    ...propertiesClause(table.properties),
    'AS',
    ...(readsSource
      ? [`WITH source AS (SELECT * FROM ${streaming ? `STREAM(${view})` : view})`, 'SELECT * FROM (']
      : []),
  ];
  const before = `${clauses.join('\n')}\n`;
  return {
    text: `${before}${bareSelect(sql)}\n${readsSource ? ')\n' : ''}`,
    linesBefore: before.split('\n').length - 1,
  };
}

function columnClause(keyword: string, columns: readonly string[]): string[] {
  return columns.length === 0 ? [] : [`${keyword} (${columns.map(quotedSparkIdentifier).join(', ')})`];
}

function propertiesClause(properties: Readonly<Record<string, string>>): string[] {
  const list = Object.entries(properties).map(
    ([key, value]) => `${sparkLiteral(key)} = ${sparkLiteral(value)}`,
  );
  return list.length === 0 ? [] : [`TBLPROPERTIES (${list.join(', ')})`];
}
