import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duckdbVersion, openDatabase, parseSelect } from '../../duckdb/index.ts';
import { contentHash, isRecord } from '../../kernel/index.ts';
import type { ReadSelect, ReadSelects, SelectFault } from '../../plan/index.ts';
import { lintSelect, selectFacts } from '../../sql/index.ts';
import { statePaths } from '../../state/index.ts';

type Answer = ReadSelect | SelectFault;

/** Changes whenever the parser, the walk over its tree or the lint (its words, too) may answer otherwise. */
const cacheVersion = `4, duckdb ${duckdbVersion()}`;

/**
 * Reads SELECTs with DuckDB's parser. Answers are remembered by content in the project's cache, so
 * that a project that did not change is checked without loading DuckDB at all.
 */
export function cachedSelectReader(root: string): ReadSelects {
  const file = join(statePaths(root).cache, 'selects.json');
  return async (sqls) => {
    const cache = readCache(file);
    const answers = new Map<string, Answer>();
    const unknown: string[] = [];
    for (const sql of sqls) {
      const answer = cache.get(contentHash(sql));
      if (answer) answers.set(sql, answer);
      else unknown.push(sql);
    }
    if (unknown.length > 0) {
      for (const [sql, answer] of await parseAll(unknown)) answers.set(sql, answer);
      writeCache(file, answers);
    }
    return answers;
  };
}

async function parseAll(sqls: readonly string[]): Promise<Map<string, Answer>> {
  const database = await openDatabase();
  try {
    const connection = await database.connect();
    const answers = new Map<string, Answer>();
    for (const sql of sqls) {
      const parsed = await parseSelect(connection, sql);
      answers.set(
        sql,
        parsed.ok
          ? { ...selectFacts(parsed.tree), findings: lintSelect(sql, parsed.tree) }
          : { message: parsed.message, offset: parsed.offset },
      );
    }
    connection.closeSync();
    return answers;
  } finally {
    database.close();
  }
}

function readCache(file: string): Map<string, Answer> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isRecord(value) || value.version !== cacheVersion || !isRecord(value.selects)) return new Map();
    return new Map(
      Object.entries(value.selects).flatMap(([key, answer]) =>
        isAnswer(answer) ? [[key, answer] as const] : [],
      ),
    );
  } catch {
    // No cache, or an unreadable one: it is only a cache.
    return new Map();
  }
}

function isAnswer(value: unknown): value is Answer {
  if (!isRecord(value)) return false;
  return (
    typeof value.message === 'string' ||
    [value.references, value.volatile, value.joinedStreams, value.outside, value.findings].every(
      Array.isArray,
    )
  );
}

/** Keeps only what the project holds now. A cache that cannot be written is no reason to stop. */
function writeCache(file: string, answers: ReadonlyMap<string, Answer>): void {
  const selects = Object.fromEntries([...answers].map(([sql, answer]) => [contentHash(sql), answer]));
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, JSON.stringify({ version: cacheVersion, selects }));
  } catch {}
}
