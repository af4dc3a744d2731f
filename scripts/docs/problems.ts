import * as cliProblems from '../../src/cli/problems.ts';
import { engineProblems } from '../../src/engine/duckdb/index.ts';
import { indexingProblems } from '../../src/indexing/index.ts';
import type { Problem, ProblemType } from '../../src/kernel/index.ts';
import { planProblems } from '../../src/plan/index.ts';
import { projectProblems } from '../../src/project/index.ts';
import { embedProblems, searchProblems } from '../../src/search/index.ts';
import { stateProblems } from '../../src/state/index.ts';

const registries = [
  projectProblems,
  planProblems,
  engineProblems,
  stateProblems,
  indexingProblems,
  searchProblems,
  embedProblems,
  cliProblems,
];

type KnownType = Pick<ProblemType<never>, 'code' | 'severity' | 'title'>;

/** Every kind of problem that any room declares. */
export function problemTypes(): KnownType[] {
  return registries.flatMap((registry) => Object.values<KnownType>({ ...registry }));
}

const p = projectProblems;
const q = planProblems;
const e = engineProblems;
const s = searchProblems;
const m = embedProblems;
const shop = '/home/you/shop';
const index = `${shop}/.headrace/search/products.db`;
const url = 'https://api.example.com/v1';

/** One of each, as a user might meet it. */
export const problemExamples: readonly Problem[] = [
  p.noConfig({ root: shop }),
  p.emptyConfig({ file: 'config.yml' }),
  p.invalidYaml({ message: 'a list must not stand in the line of its key.' }),
  p.duplicateKey({ key: 'layer', firstLine: 3 }),
  p.unknownKey({
    key: 'layr',
    where: 'table "orders"',
    known: ['name', 'layer', 'tags', 'kind', 'depends_on', 'source'],
    meant: 'layer',
  }),
  p.wrongValue({
    name: '"layer" of table "orders"',
    expected: 'bronze, silver or gold',
    found: '"sliver"',
    suggestion: 'silver',
  }),
  p.missingKey({
    key: 'layer',
    where: 'table "orders"',
    expected: 'bronze, silver or gold',
    written: false,
  }),
  p.noTables({ file: 'config.yml' }),
  p.unreadableFile({ file: 'transformations/gold/sales.sql', reason: 'permission denied' }),
  p.duplicateTable({ name: 'orders', first: 'orders', firstLine: 3 }),
  p.badTableName({ name: '2nd_orders', reason: 'it starts with a digit' }),
  p.reservedTableName({ name: 'order', reason: 'it is a reserved word of SQL' }),
  p.missingDependency({ table: 'sales', name: 'order_clean', names: ['orders_clean'] }),
  p.selfDependency({ table: 'sales' }),
  p.missingTableFile({ table: 'sales', file: 'transformations/gold/sales.sql', similar: [] }),
  p.fileWithoutTable({
    file: 'transformations/gold/sale.sql',
    expected: undefined,
    similar: 'sales',
  }),
  p.severalTableFiles({
    table: 'sales',
    files: ['transformations/gold/sales.sql', 'transformations/gold/sales.ts'],
  }),
  p.emptySql({ file: 'transformations/gold/sales.sql' }),
  p.undecidedSource({ table: 'customers_bronze' }),
  p.unsupportedSource({ type: 'kafka', readable: ['csv', 'json', 'parquet', 'text'] }),
  p.laterLayer({ table: 'orders_clean', layer: 'silver', input: 'sales', inputLayer: 'gold' }),
  p.badTypescriptExport({ file: 'transformations/gold/sales.ts', reason: 'has no default export' }),
  p.typescriptFailed({
    file: 'transformations/gold/sales.ts',
    doing: 'run',
    message: "Cannot read properties of undefined (reading 'map').",
  }),
  p.undefinedVar({ name: 'contry', names: ['country'] }),
  p.unsetEnv({ name: 'DATA_ROOT' }),
  p.badReference({ written: `\${vars:country}`, reason: `is no reference; did you mean \${var:country}?` }),
  p.literalSecret({ what: '"api_key" of index "products"' }),
  p.unknownTarget({ name: 'prd', names: ['dev', 'prod'] }),
  p.severalDefaultTargets({ names: ['dev', 'prod'] }),
  p.noDefaultTarget({ names: ['dev', 'prod'] }),
  p.unknownIndexTable({ index: 'products', name: 'product_catalogue', names: ['product_catalog'] }),
  p.noTransformationsFolder({ folder: 'sql' }),
  p.unsupportedBackend({ backend: 'opensearch' }),
  p.unknownConnection({ name: 'clustr', type: 'elasticsearch', names: ['cluster'], actual: undefined }),
  p.unknownColumnType({
    column: 'quantity',
    table: 'table "orders"',
    type: '"bigin"',
    reason: '',
    meant: 'bigint',
  }),

  q.unknownTable({ name: 'ordes', names: ['orders'] }),
  q.unknownTag({ tag: 'dayly', tags: ['daily', 'weekly'] }),
  q.unknownLayer({ layer: 'silvr' }),
  q.nothingSelected({ request: '--tags daily,weekly --match all', match: 'all' }),
  q.cycle({ tables: ['orders', 'sales', 'refunds'] }),
  q.syntaxError({ message: 'Syntax error at or near "FORM".' }),
  q.unknownRelation({ name: 'order_clean', names: ['orders_clean'] }),
  q.qualifiedName({ written: 'silver.orders_clean', name: 'orders_clean' }),
  q.sourceWithoutSource({ table: 'sales' }),
  q.streamInView({ table: 'sales', input: 'orders' }),
  q.streamOfView({ input: 'orders_clean' }),
  q.nothingStreams({ table: 'sales' }),
  q.readsOutside({ table: 'sales', name: 'read_csv' }),
  q.joinedStreams({ table: 'order_events', inputs: ['events', 'orders'] }),
  q.wrongDependsOn({ table: 'sales', missing: ['products'], extra: ['customers'] }),

  e.sourceNotFound({ table: 'orders', path: 'data/order/*.csv', root: shop }),
  e.sourceUndecided({ table: 'customers_bronze' }),
  e.fileChanged({ table: 'orders', files: ['data/orders/2026-01.csv'] }),
  e.fileMoving({ table: 'orders', file: 'data/orders/2026-02.csv' }),
  e.unreachableSource({
    table: 'orders',
    path: 's3://bucket/orders/*.parquet',
    reason: 'the DuckDB extension "httpfs" is not installed',
  }),
  e.sourceUnreadable({ table: 'orders', message: 'Could not convert string "many" to BIGINT in line 7.' }),
  e.sourceEmpty({ table: 'orders' }),
  e.sourceColumnsMissing({ table: 'orders', columns: ['quantity'] }),
  e.unknownType({ table: 'orders', column: 'quantity', type: 'number' }),
  e.filesGone({ tables: ['orders'], files: ['data/orders/2025-12.csv'] }),
  e.pythonNeedsSpark({
    table: 'customers_gold',
    file: 'pipelines/transformations/gold/customers_gold.py',
  }),
  e.queryFailed({
    table: 'sales',
    kind: 'Binder',
    message: 'Values list "o" does not have a column named "contry"',
  }),
  e.inputNeverBuilt({ table: 'sales', input: 'orders_clean' }),
  e.inputStartedOver({ table: 'orders_valid', input: 'orders' }),
  e.columnsChanged({ table: 'orders_valid', changes: ['column "quantity" is gone'] }),
  e.sqlChanged({ table: 'orders_valid' }),
  e.kindChanged({ table: 'orders_clean', before: 'materialized_view', now: 'streaming_table' }),
  e.engineNotHere({ engine: 'spark' }),
  e.duplicateColumns({ table: 'sales', columns: ['country'] }),
  e.unknownLayoutColumns({ table: 'sales', key: 'partition_by', missing: ['contry'] }),
  e.notCompacted({ table: 'orders', reason: 'no space left on device' }),
  e.noSuchTable({ message: 'Table with name ordes does not exist! Did you mean "orders"?' }),

  stateProblems.newerFormat({ path: `${shop}/.headrace/state.db`, what: 'state', found: 7, known: 1 }),
  stateProblems.unreadableStore({
    path: `${shop}/.headrace/state.db`,
    what: 'state',
    reason: 'file is not a database',
  }),
  stateProblems.locked({
    holder: 'process 4711, `headrace run --mode streaming`, since 2026-11-21T06:16:25.198Z',
    path: `${shop}/.headrace/writer.lock`,
  }),

  indexingProblems.tableNeverBuilt({ index: 'products', table: 'product_catalog' }),
  indexingProblems.unknownColumn({
    index: 'products',
    table: 'product_catalog',
    column: 'nam',
    columns: ['product_id', 'name', 'description'],
    mean: ' Did you mean "name"?',
  }),
  indexingProblems.unresolvedSecret({ reference: `\${env:EMBEDDINGS_KEY}`, index: 'products' }),
  indexingProblems.indexNeverBuilt({ name: 'products' }),
  indexingProblems.noVectors({ name: 'products' }),
  indexingProblems.vectorsFromOutside({ name: 'products', column: 'embedding' }),

  s.indexMissing({ path: index }),
  s.indexNotBuilt({ path: index }),
  s.notADatabase({ path: index }),
  s.foreignDatabase({ path: index }),
  s.newerFormat({ path: index, found: 3, known: 1 }),
  s.indexCorrupt({ path: index, detail: 'database disk image is malformed' }),
  s.indexLocked({ path: index }),
  s.indexUnusable({ path: index, detail: 'unable to open database file' }),
  s.vectorsUnavailable({ platform: 'linux-riscv64', detail: 'no build of it exists for this platform' }),
  s.unknownField({ field: 'categry', fields: ['category', 'brand'] }),
  s.invalidLimit({ limit: 5000, max: 1000 }),
  s.noVectors({ mode: 'semantic' }),
  s.invalidQueryVector({ mode: 'semantic', detail: 'it has 384 dimensions instead of 256' }),
  s.missingIds({ records: 3 }),
  s.duplicateIds({ ids: ['17', '42'], records: 2 }),
  s.invalidVectors({
    faults: [{ id: '17', detail: 'has 128 dimensions' }],
    records: 1,
    dimensions: 256,
  }),
  s.embedderMiscounted({ embedder: 'text-embedding-3-small', texts: 64, vectors: 63 }),
  s.mirrorInterrupted({ path: index }),

  m.unreadableCorpusModel({ reason: 'it is cut short' }),
  m.missingModelFile({ folder: 'models/potion', file: 'model.safetensors' }),
  m.damagedModelFile({ path: 'models/potion/model.safetensors', reason: 'it is cut short' }),
  m.wrongDimensions({ source: 'The model "potion-base-8M"', expected: 512, found: 256 }),
  m.endpointRefused({ url, status: 401, detail: 'invalid key' }),
  m.endpointUnavailable({ url, attempts: 5, reason: 'connection refused' }),
  m.unexpectedAnswer({ url, reason: 'it has no "data"' }),
  m.unusableEndpoint({ reason: 'its address holds a user name' }),
  m.endpointRedirected({ url, to: 'https://elsewhere.example.com/v1' }),

  cliProblems.noRun({ id: '2025' }),
  cliProblems.nothingToRetry({ id: '20261121-060411-9938' }),
  cliProblems.notEmpty({ folder: shop, files: ['config.yml'] }),
  cliProblems.noIndex({ name: 'product', names: ['products'], mean: ' Did you mean "products"?' }),
  cliProblems.badFilter({ text: 'category:clothing' }),
  cliProblems.parquetNeedsFile({}),
  cliProblems.unknownEnding({ file: 'out.txt' }),
  cliProblems.notOneStatement({ count: 2 }),
  cliProblems.otherVariables({ command: 'headrace run --var large=3' }),
  cliProblems.fixByHand({ table: 'sales', inputs: ['orders_clean', 'products'] }),
  cliProblems.beingRead({ folder: `${shop}/.headrace` }),
  cliProblems.notConfirmed({ folder: `${shop}/.headrace` }),
  indexingProblems.notFromTable({ name: 'customers' }),
];

const rooms: readonly (readonly [prefix: string, heading: string])[] = [
  ['HR-CONFIG', 'Configuration and transformation files'],
  ['HR-SQL', 'SQL of transformations'],
  ['HR-PLAN', 'Selection and order'],
  ['HR-SOURCE', 'Sources'],
  ['HR-ENGINE', 'Building tables'],
  ['HR-QUERY', 'Queries'],
  ['HR-INDEX', 'Making indexes'],
  ['HR-SEARCH', 'Indexes and searching'],
  ['HR-EMBED', 'Embedders'],
  ['HR-STATE', 'State and locks'],
  ['HR-CLI', 'Commands'],
];

/** The reference of problems, as Markdown. */
export function problemReference(): string {
  const types = new Map(problemTypes().map((type) => [type.code, type]));
  return rooms
    .map(([prefix, heading]) => {
      const found = problemExamples
        .filter(({ code }) => code.startsWith(`${prefix}-`))
        .sort((a, b) => (a.code < b.code ? -1 : 1));
      const entries = found.map(({ code, severity, message, hint }) => {
        const lines = [`### ${code}`, '', `**${types.get(code)?.title}** (${severity})`, '', quoted(message)];
        if (hint) lines.push('', `What to do: ${escaped(hint)}`);
        return lines.join('\n');
      });
      return [`## ${heading}`, ...entries].join('\n\n');
    })
    .join('\n\n');
}

function quoted(message: string): string {
  return escaped(message).replace(/^/gm, '> ');
}

/** Plain text as Markdown; what stands between backticks stays as it is. */
export function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, position) =>
      position % 2 === 1 ? part : part.replace(/[<>*|[\]]|_(?=\W|$)|(?<=\W)_/g, '\\$&'),
    )
    .join('');
}
