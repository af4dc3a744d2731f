import type { CompiledTable } from '../../plan/index.ts';
import { sparkIdentifier, sparkLiteral } from '../../sql/index.ts';
import { type Columns, selectFiles } from './read-files.ts';
import { asStatement, withoutSemicolon, withSource } from './spark-sql.ts';

/**
 * The statement that makes a table in a pipeline. The SELECT inside is the user's own.
 *
 * @param columns the columns of its raw files, where they are known.
 */
export function datasetSql({ table, sql = '', readsSource }: CompiledTable, columns?: Columns): string {
  const { name, kind, comment, partitionBy, clusterBy, properties, source, transformation } = table;
  const what = kind === 'streaming_table' ? 'STREAMING TABLE' : 'MATERIALIZED VIEW';
  const list = (names: readonly string[]): string => names.map(sparkIdentifier).join(', ');
  const clauses = [
    `CREATE OR REFRESH ${what} ${sparkIdentifier(name)}`,
    comment !== undefined && `COMMENT ${sparkLiteral(comment)}`,
    partitionBy.length > 0 && `PARTITIONED BY (${list(partitionBy)})`,
    clusterBy.length > 0 && `CLUSTER BY (${list(clusterBy)})`,
    Object.keys(properties).length > 0 && `TBLPROPERTIES (${tableProperties(properties)})`,
  ];
  const select = withoutSemicolon(sql);
  const files = readsSource && source?.type === 'files' ? selectFiles(table, source, columns) : undefined;
  const isSource = transformation.language === 'none';
  const body = files === undefined ? select : isSource ? files : withSource(select, files);
  return `${clauses.filter(Boolean).join('\n')}\nAS\n${asStatement(body)}\n`;
}

function tableProperties(properties: Readonly<Record<string, string>>): string {
  return Object.keys(properties)
    .sort()
    .map((key) => `${sparkLiteral(key)} = ${sparkLiteral(properties[key] ?? '')}`)
    .join(', ');
}
