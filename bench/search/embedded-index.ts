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
import {
  type IndexRecord,
  type IndexSchema,
  type ModeRequest,
  openEmbeddedIndex,
  openQueryClient,
  searchByMode,
} from '../../src/search/index.ts';

const [documents = 117_000, dimensions = 256, rounds = 3] = process.argv.slice(2).map(Number);
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
const index = await openQueryClient({ backend: 'sqlite', path });
const bareDefault = openBare(path, 'default', 'read');
const bareSame = openBare(path, 'same', 'read');

interface Query {
  readonly request: ModeRequest;
  /** What the bare statement is given. */
  readonly bound: readonly (string | Float32Array)[];
}
interface Case {
  readonly name: string;
  /** The bare query; it gives rows only, where the index gives documents, totals and highlights. */
  readonly sql: string;
  /** The same with scores, to compare answers: equal scores may come in another order. */
  readonly scored: string;
  readonly next: () => Query;
}

const inCountry = `IN (SELECT document FROM document_keywords JOIN keyword_values USING (keyword)
  WHERE field = 0 AND value = ?)`;
const randomCountry = (): string => `country${Math.floor(random() * 40)}`;

function textCase(name: string, terms: number, operator: 'all' | 'any', filtered = false): Case {
  const sql = (columns: string): string =>
    `SELECT ${columns} FROM words WHERE words MATCH ? ${filtered ? `AND +rowid ${inCountry}` : ''}
     ORDER BY rank LIMIT 10`;
  const next = (): Query => {
    const chosen = Array.from({ length: terms }, () => vocabulary[Math.floor(random() ** 2 * 2_000)] ?? '');
    const match = [...new Set(chosen)].map((term) => `"${term}"`).join(operator === 'all' ? ' ' : ' OR ');
    const country = randomCountry();
    return {
      request: {
        mode: 'text',
        query: chosen.join(' '),
        operator,
        highlight: true,
        ...(filtered && { filter: { term: { country } } }),
      },
      bound: filtered ? [match, country] : [match],
    };
  };
  return { name, sql: sql('rowid'), scored: sql('-rank AS score'), next };
}

function vectorCase(name: string, filtered = false): Case {
  const sql = (columns: string): string =>
    `SELECT ${columns} FROM vectors WHERE embedding MATCH ? AND k = 10 ${filtered ? `AND rowid ${inCountry}` : ''}`;
  const next = (): Query => {
    const vector = unitVector();
    const country = randomCountry();
    return {
      request: { mode: 'semantic', query: '', vector, ...(filtered && { filter: { term: { country } } }) },
      bound: filtered ? [vector, country] : [vector],
    };
  };
  return { name, sql: sql('rowid'), scored: sql('1 - distance * distance / 2 AS score'), next };
}

const textCases = [
  textCase('text, one word', 1, 'all'),
  textCase('text, all of two', 2, 'all'),
  textCase('text, any of three', 3, 'any'),
  textCase('text, any of three, filtered', 3, 'any', true),
];
const vectorCases = [vectorCase('kNN'), vectorCase('kNN, filtered', true)];

const contestants = ['bare (default)', 'bare (same)', 'index', 'index, no highlights'] as const;
type Times = Record<(typeof contestants)[number], number[]>;
const noTimes = (): Times => ({
  'bare (default)': [],
  'bare (same)': [],
  index: [],
  'index, no highlights': [],
});

/** Every contestant answers every query; who goes first rotates. */
async function measure({ sql, scored, next }: Case, rounds: number, times: Times): Promise<string> {
  const onDefault = bareDefault.prepare(sql);
  const onSame = bareSame.prepare(sql);
  const withScores = bareSame.prepare(scored);
  let agreed = 0;
  for (let n = 0; n < rounds; n += 1) {
    const { request, bound } = next();
    const run: Record<keyof Times, () => unknown> = {
      'bare (default)': () => onDefault.all(...bound),
      'bare (same)': () => onSame.all(...bound),
      index: () => searchByMode(index, request),
      'index, no highlights': () => searchByMode(index, { ...request, highlight: false }),
    };
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const who = contestants[(n + turn) % contestants.length] ?? 'index';
      const started = performance.now();
      await run[who]();
      times[who].push(performance.now() - started);
    }
    const expected = withScores.all(...bound).map(({ score }) => Number(score));
    const { hits } = await searchByMode(index, request);
    const same = hits.every(({ score }, rank) => Math.abs(score - (expected[rank] ?? 0)) < 1e-6);
    if (same && hits.length === expected.length) agreed += 1;
  }
  return `${agreed}/${rounds}`;
}

function report(times: Times, sameTop10: string): Record<string, number | string> {
  const p50 = (who: keyof Times): number => median(times[who]);
  return {
    ...Object.fromEntries(contestants.map((who) => [who, round(p50(who))])),
    'ratio to default': round(p50('index') / p50('bare (default)')),
    'ratio to same': round(p50('index') / p50('bare (same)')),
    'no highlights, to same': round(p50('index, no highlights') / p50('bare (same)')),
    sameTop10,
  };
}

const searching: Record<string, Record<string, number | string>> = {};
const mixed = noTimes();
for (const [cases, rounds] of [[textCases, 200] as const, [vectorCases, 40] as const]) {
  for (const one of cases) {
    const times = noTimes();
    const agreed = await measure(one, rounds, times);
    searching[one.name] = report(times, agreed);
    if (cases === textCases) for (const who of contestants) mixed[who].push(...times[who]);
  }
}
searching['text, all of these'] = report(mixed, '');

await index.close();
bareDefault.close();
bareSame.close();
rmSync(folder, { recursive: true });

console.log(`${documents} documents, ${dimensions} dimensions. Loading, documents/s (median of ${rounds}):`);
console.table({
  loading: {
    ...loading,
    'ratio to default': round(loading.mirror / loading.bareDefault),
    'ratio to same': round(loading.mirror / loading.bareSame),
  },
});
console.log('Searching, p50 in ms:');
console.table(searching);
console.log(JSON.stringify({ documents, dimensions, rounds, loading, searching }));
