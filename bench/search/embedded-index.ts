/**
 * The embedded index against bare prepared SQLite on the same tables, in one run and interleaved,
 * so that what else the machine does falls on both.
 *
 *   node bench/search/embedded-index.ts [documents=117000] [dimensions=256] [rounds=3]
 *
 * Two bare opponents: with SQLite's default settings, and with the index's own (page size, WAL,
 * caches, memory map), which leaves only what our code costs. A ratio compares with one of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { load } from 'sqlite-vec';
import { openEmbeddedIndex } from '../../src/search/sqlite/embedded-index.ts';
import type { IndexRecord, IndexSchema, SearchRequest } from '../../src/search/types.ts';

const [documents = 117_000, dimensions = 256, rounds = 3] = process.argv.slice(2).map(Number);
const queries = 60;
const folder = mkdtempSync(join(tmpdir(), 'headrace-bench-'));

// --- Seeded data: word frequencies fall off as in language, 15 to 35 words a document. ---

let state = 42;
function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}
const vocabulary = Array.from({ length: 20_000 }, (_, n) => `${'bcdfglmn'[n % 8]}${n.toString(36)}`);
const word = (): string => vocabulary[Math.floor(random() ** 3 * vocabulary.length)] ?? '';
const words = (n: number): string => Array.from({ length: n }, word).join(' ');
function unitVector(): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

const schema: IndexSchema = {
  text: ['title', 'body'],
  keywords: ['country', 'tags'],
  analyzer: 'standard',
  dimensions,
};
const records: IndexRecord[] = Array.from({ length: documents }, (_, n) => {
  const [title, body] = [words(6), words(9 + Math.floor(random() * 20))];
  const keywords = [[`country${n % 40}`], [`tag${n % 7}`, `tag${n % 11}`]];
  const id = `document-${(n * 7919) % documents}-${n}`;
  const document = JSON.stringify({ id, title, body, country: keywords[0]?.[0], tags: keywords[1] });
  return { id, document, text: [title, body], keywords, vector: unitVector() };
});
async function* batches(): AsyncGenerator<IndexRecord[]> {
  for (let start = 0; start < records.length; start += 2_000) yield records.slice(start, start + 2_000);
}

// --- Loading ---

type Settings = 'default' | 'same';
function openBare(path: string, settings: Settings, purpose: 'read' | 'write'): DatabaseSync {
  const database = new DatabaseSync(path, { allowExtension: true });
  load(database);
  if (settings === 'same') {
    database.exec('PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec(purpose === 'write' ? 'PRAGMA cache_size = -65536' : 'PRAGMA mmap_size = 2146435072');
  }
  return database;
}

function insertBare(path: string, settings: Settings): void {
  const database = openBare(path, settings, 'write');
  database.exec(`
    BEGIN;
    CREATE VIRTUAL TABLE words USING fts5 (t0, t1, tokenize = 'unicode61 remove_diacritics 0');
    CREATE VIRTUAL TABLE vectors USING vec0 (embedding float[${dimensions}]);`);
  if (settings === 'same') database.exec(`INSERT INTO words (words, rank) VALUES ('hashsize', 16000000)`);
  const intoWords = database.prepare('INSERT INTO words (rowid, t0, t1) VALUES (?, ?, ?)');
  const intoVectors = database.prepare('INSERT INTO vectors (rowid, embedding) VALUES (?, ?)');
  for (const [index, { text, vector }] of records.entries()) {
    const row = BigInt(index + 1);
    intoWords.run(row, text[0] ?? '', text[1] ?? '');
    intoVectors.run(row, vector ?? null);
  }
  database.exec('COMMIT');
  if (settings === 'same') database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

async function mirrorInto(path: string): Promise<void> {
  const index = await openEmbeddedIndex(path);
  await index.mirror({
    schema,
    source: { table: 'bench', version: '1' },
    records: batches,
    embedFields: [],
    schemaHash: 'bench',
  });
  index.close();
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const round = (value: number): number => Number(value.toPrecision(3));

const loads = { default: [] as number[], same: [] as number[], mirror: [] as number[] };
for (let n = 0; n < rounds; n += 1) {
  const path = (name: string): string => join(folder, `${name}${n}.db`);
  loads.default.push(await timed(() => insertBare(path('default'), 'default')));
  loads.same.push(await timed(() => insertBare(path('same'), 'same')));
  loads.mirror.push(await timed(() => mirrorInto(path('mirror'))));
  rmSync(path('default'));
  rmSync(path('same'));
  if (n + 1 < rounds) rmSync(path('mirror'));
}
const perSecond = (times: readonly number[]): number => documents / (median(times) / 1000);
const loading = {
  mirror: Math.round(perSecond(loads.mirror)),
  bareDefault: Math.round(perSecond(loads.default)),
  bareSame: Math.round(perSecond(loads.same)),
};

// --- Searching ---

const path = join(folder, `mirror${rounds - 1}.db`);
const index = await openEmbeddedIndex(path, { readOnly: true });
const bareDefault = openBare(path, 'default', 'read');
const bareSame = openBare(path, 'same', 'read');

interface Case {
  readonly name: string;
  readonly sql: string;
  readonly next: () => {
    readonly request: SearchRequest;
    readonly vector?: Float32Array;
    readonly bound: readonly (string | Float32Array)[];
  };
}
const byRank = 'SELECT rowid AS row, rank AS score FROM words WHERE words MATCH ?';
const nearest = 'SELECT rowid AS row, distance AS score FROM vectors WHERE embedding MATCH ? AND k = 10';
const inCountry = `IN (SELECT document FROM document_keywords JOIN keyword_values USING (keyword)
  WHERE field = 0 AND value = ?)`;
function textCase(name: string, terms: number, operator: 'all' | 'any', filtered = false): Case {
  return {
    name,
    sql: `SELECT row FROM (${byRank} ${filtered ? `AND +rowid ${inCountry}` : ''} ORDER BY rank LIMIT 10)`,
    next: () => {
      const chosen = Array.from({ length: terms }, () => vocabulary[Math.floor(random() ** 2 * 2_000)] ?? '');
      const match = chosen.map((term) => `"${term}"`).join(operator === 'all' ? ' ' : ' OR ');
      const country = `country${Math.floor(random() * 40)}`;
      const filters = filtered ? { filters: { country: [country] } } : {};
      return {
        request: { mode: 'text', query: chosen.join(' '), operator, ...filters },
        bound: filtered ? [match, country] : [match],
      };
    },
  };
}
function vectorCase(name: string, filtered = false): Case {
  return {
    name,
    sql: `SELECT row FROM (${nearest} ${filtered ? `AND rowid ${inCountry}` : ''})`,
    next: () => {
      const vector = unitVector();
      const country = `country${Math.floor(random() * 40)}`;
      const filters = filtered ? { filters: { country: [country] } } : {};
      return {
        request: { mode: 'semantic', query: '', ...filters },
        vector,
        bound: filtered ? [vector, country] : [vector],
      };
    },
  };
}
const cases = [
  textCase('text, one word', 1, 'all'),
  textCase('text, all of two', 2, 'all'),
  textCase('text, any of three', 3, 'any'),
  textCase('text, any of three, filtered', 3, 'any', true),
  vectorCase('kNN'),
  vectorCase('kNN, filtered', true),
];

const idOf = bareSame.prepare('SELECT id FROM documents WHERE row = ?');
const searching: Record<string, object> = {};
const table: Record<string, object> = {};
const all = { default: [] as number[], same: [] as number[], index: [] as number[] };
for (const { name, sql, next } of cases) {
  const onDefault = bareDefault.prepare(sql);
  const onSame = bareSame.prepare(sql);
  const times = { default: [] as number[], same: [] as number[], index: [] as number[] };
  let sameHits = 0;
  for (let n = 0; n < queries; n += 1) {
    const { request, vector, bound } = next();
    let started = performance.now();
    onDefault.all(...bound);
    times.default.push(performance.now() - started);
    started = performance.now();
    const expected = onSame.all(...bound);
    times.same.push(performance.now() - started);
    started = performance.now();
    const { hits } = index.search({ ...request, limit: 10 }, vector);
    times.index.push(performance.now() - started);
    const ids = new Set(expected.map(({ row }) => idOf.get(row ?? null)?.id));
    if (hits.length === ids.size && hits.filter(({ id }) => ids.has(id)).length === ids.size) sameHits += 1;
  }
  if (name.startsWith('text'))
    for (const key of ['default', 'same', 'index'] as const) all[key].push(...times[key]);
  searching[name] = report(times, `${sameHits}/${queries}`);
}
searching['text, all of these'] = report(all, '');

function report(
  times: { readonly default: number[]; readonly same: number[]; readonly index: number[] },
  sameTop10: string,
): object {
  const [mine, bare, tuned] = [median(times.index), median(times.default), median(times.same)];
  return {
    p50: round(mine),
    bareDefault: round(bare),
    bareSame: round(tuned),
    'ratio (default)': round(mine / bare),
    'ratio (same)': round(mine / tuned),
    sameTop10,
  };
}
index.close();
bareDefault.close();
bareSame.close();
rmSync(folder, { recursive: true });

const ratios = {
  default: round(loading.mirror / loading.bareDefault),
  same: round(loading.mirror / loading.bareSame),
};
table['mirror, documents/s'] = {
  p50: loading.mirror,
  bareDefault: loading.bareDefault,
  bareSame: loading.bareSame,
  'ratio (default)': ratios.default,
  'ratio (same)': ratios.same,
};
console.table({ ...table, ...searching });
console.log(JSON.stringify({ documents, dimensions, rounds, loading: { ...loading, ratios }, searching }));
