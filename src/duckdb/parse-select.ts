import { isRecord } from '../kernel/index.ts';
import type { DuckDBConnection } from './database.ts';

export type ParsedSelect =
  | { readonly ok: true; readonly tree: unknown }
  | {
      readonly ok: false;
      readonly message: string;
      /** 0-based, in characters. */
      readonly offset: number;
    };

/**
 * Parses one SELECT with DuckDB's own parser and returns its syntax tree as plain JSON
 * (https://duckdb.org/docs/stable/data/json/sql_to_and_from_json).
 */
export async function parseSelect(connection: DuckDBConnection, sql: string): Promise<ParsedSelect> {
  const reader = await connection.runAndReadAll(
    'SELECT json_serialize_sql(CAST($1 AS VARCHAR), skip_default := true, skip_null := true, skip_empty := true)',
    [sql],
  );
  const text = reader.getRows()[0]?.[0];
  const result: unknown = JSON.parse(typeof text === 'string' ? text : '{}');
  if (!isRecord(result)) return { ok: false, message: 'The statement could not be parsed.', offset: 0 };
  if (result.error !== true) {
    const statements = Array.isArray(result.statements) ? result.statements : [];
    if (statements.length === 1) return { ok: true, tree: statements[0] };
    const message =
      statements.length === 0 ? 'There is no statement in it.' : 'There is more than one statement in it.';
    return { ok: false, message, offset: 0 };
  }
  const position = Number(result.position);
  return {
    ok: false,
    message: sentence(String(result.error_message)),
    // Unlike all other positions, a parser's counts characters.
    offset: Number.isInteger(position) ? position : 0,
  };
}

function sentence(message: string): string {
  if (message.startsWith('Only SELECT statements')) return 'Only a SELECT statement may stand here.';
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
