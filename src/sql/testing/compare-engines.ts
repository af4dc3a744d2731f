import { readFileSync } from 'node:fs';
import { type DuckDBConnection, neutralType } from '../../duckdb/index.ts';
import { isRecord } from '../../kernel/index.ts';
import { canonical, comparable, typeFamily } from './canonical.ts';

const recorded: unknown = JSON.parse(readFileSync(new URL('spark-values.json', import.meta.url), 'utf8'));

export const recordedExpressions: readonly string[] = Object.keys(isRecord(recorded) ? recorded : {});

/** What DuckDB makes of an expression, in the form of the record. The type of a NULL says nothing. */
export async function onDuckDB(connection: DuckDBConnection, expression: string): Promise<unknown> {
  try {
    const reader = await connection.runAndReadAll(`SELECT ${expression}`);
    const value = canonical(reader.getRows()[0]?.[0] ?? null);
    return value === null ? null : { type: typeFamily(neutralType(String(reader.columnTypes()[0]))), value };
  } catch {
    return 'error';
  }
}

/** What Spark made of it, as `scripts/spark-values.ts` recorded it. */
export function onSpark(expression: string): unknown {
  const answer = isRecord(recorded) ? recorded[expression] : undefined;
  return isRecord(answer) ? asCompared(answer) : 'not recorded: run `node scripts/spark-values.ts`';
}

/** One answer of `scripts/spark-values.py`, as {@link onDuckDB} gives it. */
export function asCompared(answer: Readonly<Record<string, unknown>>): unknown {
  if ('error' in answer) return 'error';
  const value = comparable(answer.value);
  return value === null ? null : { type: typeFamily(String(answer.type)), value };
}
