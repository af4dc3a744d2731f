import type { DuckDBConnection } from './database.ts';

/** How many statements a text holds, and whether the first gives rows that can be selected from. */
export async function inspectStatements(
  connection: DuckDBConnection,
  sql: string,
): Promise<{ readonly count: number; readonly isSelect: boolean }> {
  if (sql.trim() === '') return { count: 0, isSelect: false };
  const { StatementType } = await import('@duckdb/node-api');
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) return { count: statements.count, isSelect: false };
  const prepared = await statements.prepare(0);
  try {
    return { count: 1, isSelect: prepared.statementType === StatementType.SELECT };
  } finally {
    prepared.destroySync();
  }
}
