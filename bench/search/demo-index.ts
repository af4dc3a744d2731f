/**
 * The demo's own records: our index against bare prepared SQLite statements for the same rows, with the
 * vectors given to both, so that only indexing and searching is measured.
 *
 *   npm run demo && node bench/search/demo-index.ts [--rounds 3]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { load } from 'sqlite-vec';
import { rows } from '../../src/duckdb/index.ts';
import { withTables } from '../../src/engine/duckdb/index.ts';
import {
  corpusModelFromBytes,
  type IndexRecord,
  openEmbeddedIndex,
  openQueryClient,
} from '../../src/search/index.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const root = fileURLToPath(new URL('../../examples/wordnet', import.meta.url));
const results = fileURLToPath(new URL('../results/demo-index.md', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'headrace bench '));

const demo = await openEmbeddedIndex(join(root, '.headrace/search/wordnet.db'), { readOnly: true });
const frozen = demo.frozenModel();
demo.close();
if (!frozen) throw new Error('Run the demo first: it builds the index.');
const model = corpusModelFromBytes(frozen.bytes);

const storage = { memoryLimit: undefined, threads: undefined };
const found = await withTables(root, storage, '', (connection) =>
  rows(connection, 'SELECT hk, lemmas, definition, part_of_speech, domain FROM integrated_records'),
);
const queries = await withTables(root, storage, '', (connection) =>
  rows(
    connection,
    "SELECT sentence FROM examples WHERE length(sentence) > 20 ORDER BY md5('bench' || sentence) LIMIT 200",
  ),
);
const records: IndexRecord[] = [];
for (let start = 0; start < found.length; start += 5000) {
  const batch = found.slice(start, start + 5000);
  const texts = batch.map((row) => [String(row.lemmas), String(row.definition)]);
  const vectors = await model.embed(texts.map((fields) => fields.join('\n')));
  batch.forEach((row, index) => {
    const vector = vectors[index];
    records.push({
      id: String(row.hk),
      document: JSON.stringify(row),
      text: texts[index] ?? [],
      keywords: [[String(row.part_of_speech)], [String(row.domain)]],
      ...(vector && { vector }),
    });
  });
}

function insertBare(path: string): void {
  const db = new DatabaseSync(path, { allowExtension: true });
  load(db);
  db.exec(`BEGIN;
    CREATE VIRTUAL TABLE words USING fts5 (lemmas, definition, tokenize = 'porter unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE vectors USING vec0 (embedding float[${model.dimensions}]);`);
  const intoWords = db.prepare('INSERT INTO words (rowid, lemmas, definition) VALUES (?, ?, ?)');
  const intoVectors = db.prepare('INSERT INTO vectors (rowid, embedding) VALUES (?, ?)');
  for (const [index, { text, vector }] of records.entries()) {
    intoWords.run(BigInt(index + 1), text[0] ?? '', text[1] ?? '');
    intoVectors.run(BigInt(index + 1), vector ?? null);
  }
  db.exec('COMMIT');
  db.close();
}

async function* batches(): AsyncGenerator<IndexRecord[]> {
  for (let start = 0; start < records.length; start += 2000) yield records.slice(start, start + 2000);
}

async function mirror(path: string): Promise<void> {
  const index = await openEmbeddedIndex(path);
  const schema = {
    text: ['lemmas', 'definition'],
    keywords: ['part_of_speech', 'domain'],
    analyzer: 'english',
    dimensions: model.dimensions,
  } as const;
  await index.mirror({
    schema,
    source: { table: 'demo', version: '1' },
    records: batches,
    embedFields: [],
    schemaHash: '',
  });
  index.close();
}

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const loads = { bare: [] as number[], ours: [] as number[] };
const [barePath, ourPath] = [join(folder, 'bare.db'), join(folder, 'ours.db')];
for (let round = 0; round < Number(values.rounds); round += 1) {
  rmSync(barePath, { force: true });
  rmSync(ourPath, { force: true });
  loads.bare.push(await timed(() => insertBare(barePath)));
  loads.ours.push(await timed(() => mirror(ourPath)));
}

const bare = new DatabaseSync(barePath, { allowExtension: true });
load(bare);
const bareText = bare.prepare('SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT 10');
const bareVector = bare.prepare('SELECT rowid, distance FROM vectors WHERE embedding MATCH ? AND k = 10');
const ours = await openQueryClient({ backend: 'sqlite', path: ourPath });
const searches = {
  bareText: [] as number[],
  text: [] as number[],
  bareVector: [] as number[],
  vector: [] as number[],
};
for (const { sentence } of queries) {
  const words = [...String(sentence).matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => word).slice(0, 4);
  const match = words.map((word) => `"${word}"`).join(' OR ');
  const [vector = new Float32Array(model.dimensions)] = await model.embed([String(sentence)]);
  searches.bareText.push(await timed(() => bareText.all(match)));
  searches.text.push(
    await timed(() => ours.search({ query: words.join(' '), operator: 'any', highlight: true })),
  );
  searches.bareVector.push(await timed(() => bareVector.all(vector)));
  searches.vector.push(await timed(() => ours.semantic({ vector })));
}
await ours.close();
bare.close();
rmSync(folder, { recursive: true });

const perSecond = (times: readonly number[]): number => records.length / (median(times) / 1000);
const ms = (times: readonly number[]): string => `${median(times).toFixed(2)} ms`;
const ratio = (a: number, b: number): string => `${(a / b).toFixed(2)} ×`;
const report = `# The demo's index against bare SQLite

Written by \`node bench/search/demo-index.ts --rounds ${values.rounds}\`: ${records.length.toLocaleString('en-US')} records of two text fields and ${model.dimensions} numbers, both indexes (FTS5 and sqlite-vec), vectors given; medians. The bare side writes only these two indexes, with SQLite's default settings; ours also writes documents, keywords and hashes, and answers with documents, totals and highlights.

| | bare prepared SQLite | Headrace | ratio | bar |
| --- | ---: | ---: | ---: | ---: |
| index, docs/s | ${Math.round(perSecond(loads.bare)).toLocaleString('en-US')} | ${Math.round(perSecond(loads.ours)).toLocaleString('en-US')} | ${ratio(perSecond(loads.ours), perSecond(loads.bare))} | ≥ 0.6 × |
| full text, any of up to four words, p50 | ${ms(searches.bareText)} | ${ms(searches.text)} | ${ratio(median(searches.text), median(searches.bareText))} | ≤ 1.5 × |
| kNN, p50 | ${ms(searches.bareVector)} | ${ms(searches.vector)} | ${ratio(median(searches.vector), median(searches.bareVector))} | ≤ 1.5 × |

Machine: ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}.
`;
mkdirSync(dirname(results), { recursive: true });
writeFileSync(results, report);
process.stdout.write(report);
