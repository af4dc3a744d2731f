/**
 * Search quality, measured: 200 example sentences of WordNet, which the index has never read, are the
 * queries; the concept that a sentence was written for is the one right answer. recall@10 is the share
 * of queries that have it among the first ten. Nothing is tuned on these queries.
 *
 *   npm run demo && node bench/search/recall.ts [--queries 200] [--seed 20261121]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rows } from '../../src/duckdb/index.ts';
import { withTables } from '../../src/engine/duckdb/index.ts';
import { openSearcher } from '../../src/indexing/index.ts';
import { loadProject } from '../../src/project/index.ts';
import type { SearchMode } from '../../src/search/index.ts';

const { values } = parseArgs({
  options: { queries: { type: 'string', default: '200' }, seed: { type: 'string', default: '20261121' } },
});
const root = fileURLToPath(new URL('../../examples/wordnet', import.meta.url));
const results = fileURLToPath(new URL('../results/search-quality.md', import.meta.url));

const project = await loadProject({ root });
const index = project.indexes.get('wordnet');
if (!index) throw new Error('The demo project has no index "wordnet".');

// In an order that only the seed decides. Sentences of one or two words name no context; a sentence that
// stands for several concepts has no one right answer.
const sample = `
  SELECT e.sentence, min(r.hk) AS hk
  FROM examples AS e JOIN integrated_records AS r ON r.synset_id = e.synset_id
  WHERE len(string_split(e.sentence, ' ')) >= 3
  GROUP BY e.sentence
  HAVING count(DISTINCT r.hk) = 1
  ORDER BY md5('${Number(values.seed)}' || e.sentence)
  LIMIT ${Number(values.queries)}`;
const queries = await withTables(root, project.storage, sample, (connection) => rows(connection, sample));

interface Line {
  readonly mode: SearchMode;
  readonly at1: number;
  readonly at10: number;
  readonly mrr: number;
  readonly p50: number;
}

const searcher = await openSearcher(project, index);
const lines: Line[] = [];
for (const mode of ['text', 'semantic', 'hybrid'] as const) {
  let at1 = 0;
  let at10 = 0;
  let reciprocal = 0;
  const times: number[] = [];
  for (const { sentence, hk } of queries) {
    const before = performance.now();
    const { hits } = await searcher.search({ mode, query: String(sentence), operator: 'any', limit: 10 });
    times.push(performance.now() - before);
    const rank = hits.findIndex((hit) => hit.id === hk);
    if (rank === 0) at1 += 1;
    if (rank >= 0) at10 += 1;
    if (rank >= 0) reciprocal += 1 / (rank + 1);
  }
  times.sort((a, b) => a - b);
  const n = queries.length;
  lines.push({ mode, at1: at1 / n, at10: at10 / n, mrr: reciprocal / n, p50: times[Math.floor(n / 2)] ?? 0 });
}
await searcher.close();

const report = `# Search quality of the demo

Written by \`node bench/search/recall.ts --queries ${queries.length} --seed ${values.seed}\`.

${queries.length} example sentences that the index has never read are the queries; the concept each was written for is the one right answer, among all records of \`integrated_records\`. Words are combined with "any". Nothing was tuned on these queries. Embedder: the default, learned from the corpus itself.

| mode | recall@1 | recall@10 | MRR@10 | p50 (whole call) |
| --- | ---: | ---: | ---: | ---: |
${lines.map(({ mode, at1, at10, mrr, p50 }) => `| ${mode} | ${percent(at1)} | ${percent(at10)} | ${mrr.toFixed(3)} | ${p50.toFixed(1)} ms |`).join('\n')}

Machine: ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}.
`;
mkdirSync(dirname(results), { recursive: true });
writeFileSync(results, report);
process.stdout.write(report);

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
