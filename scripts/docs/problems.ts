import * as cliProblems from '../../src/cli/problems.ts';
import {
  balanceProblems,
  discoverProblems,
  generateProblems,
  operateProblems,
  settingsProblems,
  tableListProblems,
} from '../../src/connectors/index.ts';
import { planProblems as connectorPlanProblems } from '../../src/connectors/plan/index.ts';
import { databricksProblems } from '../../src/databricks/index.ts';
import { bundleProblems, ciProblems, deployProblems, generatedProblems } from '../../src/deploy/index.ts';
import { durableProblems, workflowFileProblems } from '../../src/durable/index.ts';
import { durableStoreProblems } from '../../src/durable/store/index.ts';
import { databricksRunProblems } from '../../src/engine/databricks/index.ts';
import { engineProblems } from '../../src/engine/duckdb/index.ts';
import { sparkProblems } from '../../src/engine/spark/index.ts';
import { fakeWorkspaceProblems } from '../../src/fake-workspace/index.ts';
import { indexingProblems } from '../../src/indexing/index.ts';
import type { Problem, ProblemType } from '../../src/kernel/index.ts';
import { loadProblems } from '../../src/load/index.ts';
import { loadingProblems, triggerProblems } from '../../src/loading/index.ts';
import { notifyProblems } from '../../src/notify/index.ts';
import { parityProblems } from '../../src/parity/index.ts';
import { planProblems } from '../../src/plan/index.ts';
import { projectProblems } from '../../src/project/index.ts';
import * as elasticProblems from '../../src/search/elasticsearch/problems.ts';
import { embedProblems, queryProblems, searchProblems } from '../../src/search/index.ts';
import * as loadedIndexProblems from '../../src/search/sqlite/load/problems.ts';
import { serverProblems } from '../../src/server/index.ts';
import { duckdbSourceProblems, postgresProblems } from '../../src/sources/index.ts';
import { sqlProblems } from '../../src/sql/index.ts';
import { stateProblems } from '../../src/state/index.ts';
import { tracingProblems } from '../../src/tracing/index.ts';
import { discoverExamples } from './discover-problems.ts';
import { durableExamples } from './durable-problems.ts';
import { ingestExamples } from './ingest-problems.ts';
import { operateExamples } from './operate-problems.ts';
import { planExamples } from './plan-problems.ts';
import { sparkExamples } from './spark-problems.ts';

const registries = [
  duckdbSourceProblems,
  projectProblems,
  planProblems,
  sqlProblems,
  engineProblems,
  sparkProblems,
  stateProblems,
  durableStoreProblems,
  durableProblems,
  workflowFileProblems,
  serverProblems,
  notifyProblems,
  indexingProblems,
  searchProblems,
  queryProblems,
  embedProblems,
  elasticProblems,
  loadedIndexProblems,
  loadProblems,
  loadingProblems,
  postgresProblems,
  tracingProblems,
  parityProblems,
  ciProblems,
  bundleProblems,
  generatedProblems,
  databricksProblems,
  databricksRunProblems,
  deployProblems,
  triggerProblems,
  fakeWorkspaceProblems,
  tableListProblems,
  discoverProblems,
  settingsProblems,
  generateProblems,
  operateProblems,
  balanceProblems,
  connectorPlanProblems,
  cliProblems,
];

type KnownType = Pick<ProblemType<never>, 'code' | 'severity' | 'title'>;

/** Every kind of problem that any room declares. */
export function problemTypes(): KnownType[] {
  return registries.flatMap((registry) => Object.values<KnownType>({ ...registry }));
}

const b = bundleProblems;
const gen = generatedProblems;
const p = projectProblems;
const q = planProblems;
const e = engineProblems;
const s = searchProblems;
const m = embedProblems;
const d = duckdbSourceProblems;
const x = elasticProblems;
const ld = loadingProblems;
const pg = postgresProblems;
const li = loadedIndexProblems;
const t = tracingProblems;
const sq = sqlProblems;
const pa = parityProblems;
const db = databricksProblems;
const dr = databricksRunProblems;
const dp = deployProblems;
const tr = triggerProblems;
const shop = '/home/you/shop';
const index = `${shop}/.headrace/search/products.db`;
const url = 'https://api.example.com/v1';
const cluster = 'https://search.example.com:9200';
const workspace = 'https://adb-123.4.azuredatabricks.net';
const updateUrl = `${workspace}/#joblist/pipelines/7f3a/updates/4c1d`;

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
  cliProblems.indexElsewhere({ engine: 'spark' }),
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
  durableStoreProblems.storeFailed({
    path: `${shop}/.headrace/durable.db`,
    reason: 'database or disk is full',
  }),
  durableStoreProblems.portTaken({
    port: 8001,
    reason: 'listen EADDRINUSE: address already in use 127.0.0.1:8001',
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
  cliProblems.unsetSecret({ reference: '${env:SMTP_PASSWORD}', key: 'notify' }),
  cliProblems.serverRefuses({
    url: 'http://127.0.0.1:8000',
    reason: 'Workflow "foo" was started with another input.',
  }),
  cliProblems.badInput({ reason: "Expected property name or '}' in JSON at position 1" }),
  cliProblems.unknownState({ state: 'runing', states: ['running', 'done', 'failed'] }),
  cliProblems.fileExists({ file: 'notebook.py' }),
  cliProblems.serverAway({ url: 'http://127.0.0.1:8000' }),
  cliProblems.nobodyServes({ id: 'foo' }),
  indexingProblems.notFromTable({ name: 'customers' }),
  indexingProblems.indexInCluster({ name: 'products', table: 'product_catalog' }),
  x.invalidNode({ node: 'ftp://search', detail: 'only http and https are spoken' }),
  x.credentialsInUrl({ host: 'search.example.com' }),
  x.contradictorySettings({ detail: 'the user has no password' }),
  x.unusableCertificate({ detail: 'there is no file certs/http_ca.crt' }),
  x.unreachable({ cluster, detail: 'connect ECONNREFUSED 10.0.0.7:9200' }),
  x.untrustedCertificate({ cluster, detail: 'self-signed certificate in certificate chain' }),
  x.wrongCertificateName({
    cluster,
    detail:
      "Hostname/IP does not match certificate's altnames: Host: search.example.com. is not cert's CN: es01",
  }),
  x.notElasticsearch({ cluster }),
  x.notAuthenticated({ cluster, as: 'as user "loader"' }),
  x.notAllowed({
    cluster,
    detail:
      'security_exception: action [indices:admin/create] is unauthorized for user [loader] on indices [orders_v1], this action is granted by the index privileges [create_index,manage,all]',
  }),
  x.timedOut({ cluster, ms: 60_000 }),
  x.unavailable({
    cluster,
    detail: 'cluster_block_exception: blocked by: [SERVICE_UNAVAILABLE/2/no master]',
  }),
  x.refused({ cluster, detail: 'illegal_argument_exception: unknown setting [index.refresh]' }),
  x.indexGone({ index: 'orders', cluster }),
  x.indexNotWritable({ index: 'orders', cluster, detail: 'index_closed_exception: closed' }),
  x.aliasIsIndex({ alias: 'orders', cluster }),
  x.aliasAmbiguous({ alias: 'orders', cluster, indexes: ['orders_v1', 'orders_v2'] }),
  x.unusableTemplate({
    template: 'templates/orders.json',
    detail: 'it has the placeholder ${SHARDS}; known are ${EMBEDDING_DIMENSIONS}',
  }),
  x.indexRefused({
    index: 'orders_v1',
    cluster,
    detail: 'mapper_parsing_exception: No handler for type [txt] declared on field [title]',
  }),
  x.analyzerMissing({ analyzer: 'english', cluster }),
  x.leaseHeld({
    load: 'orders -> orders_v1',
    owner: 'headrace sync on host-7 (process 4711)',
    until: '2026-03-01T12:00:00.000Z',
  }),
  x.leaseLost({ load: 'orders -> orders_v1', owner: 'headrace sync on host-8 (process 815)' }),
  x.unreadableState({
    load: 'orders -> orders_v1',
    index: 'headrace-state',
    detail: 'it has format 2, of a newer Headrace; this one knows formats up to 1',
  }),
  x.mappingFixed({ index: 'orders_v1', fields: ['price (type: long -> double)'] }),

  d.sourceMissing({
    sourceTable: 'lake/ordres',
    folder: `${shop}/lake`,
    name: 'ordres',
    siblings: ['orders'],
  }),
  d.tableUnknown({ table: 'order', tables: ['orders', 'products'] }),
  d.remoteSource({
    sourceTable: 's3://bucket/orders',
    reason: 'object stores need the DuckDB extension "httpfs"',
  }),
  d.notATable({ path: `${shop}/lake`, reason: 'there is no Parquet file' }),
  d.sourceChanged({ source: 'table "orders"', change: 'it was at version 1.4 then and is at 1.5 now' }),
  d.extensionMissing({ extension: 'delta', version: 'v1.5.5', reason: 'it is not installed.' }),
  d.sourceUnreadable({ source: `${shop}/lake/orders`, reason: 'No magic bytes found at end of file.' }),
  d.columnUnknown({ source: 'orders', column: 'id', purpose: 'the key', columns: ['order_id', 'amount'] }),
  d.versionUnfit({ column: 'revision', type: 'VARCHAR' }),
  d.fieldTaken({ field: 'title', by: ['"name"', '"title"'] }),
  d.nameReserved({ name: '_headrace', source: 'orders' }),
  d.mappingRefused({ source: 'orders', reason: 'Referenced column "prize" not found in FROM clause!' }),
  d.usedTwice({ column: 'price', uses: ['dropped', 'renamed'] }),
  li.indexIsMirrored({ path: index, table: 'products_clean' }),
  li.indexIsLoaded({ path: index }),
  li.indexShapeChanged({ path: index, changes: ['text was title, is title, body', 'the key was id, is hk'] }),
  li.indexReplaced({ path: index }),
  li.loadHeld({
    load: 'sync of public.products',
    owner: 'process 4711 on box',
    until: '2026-11-21T08:00:00.000Z',
  }),
  li.loadTakenOver({ load: 'sync of public.products', owner: 'process 4712 on box' }),
  li.loadStateUnreadable({
    load: 'sync of public.products',
    path: index,
    detail: 'it has format 2, of a newer Headrace; this one knows formats up to 1',
  }),
  loadProblems.interrupted({ records: 120_000 }),
  loadProblems.targetUnreachable({ attempts: 11, reason: 'connect ECONNREFUSED 10.0.0.7:9200' }),
  loadProblems.recordRefused({ key: 'A-17', reason: 'failed to parse field [price] of type [float]' }),
  loadProblems.stateNotSaved({ attempts: 11, reason: 'connect ECONNREFUSED 10.0.0.7:9200' }),
  loadProblems.badDeadLetter({
    file: '.headrace/dead-letters/orders.jsonl',
    line: 12,
    reason: '"key" must be a text or null',
  }),
  loadProblems.noDeadLetters({
    path: '.headrace/dead-letters/orders.jsonl',
    reason: 'ENOSPC: no space left on device',
  }),
  pg.unreachable({ where: 'db:5432', reason: 'connect ECONNREFUSED 10.0.0.7:5432' }),
  pg.accessDenied({
    where: 'db:5432',
    user: 'reader',
    reason: 'password authentication failed for user "reader"',
  }),
  pg.unknownDatabase({ where: 'db:5432', database: 'gold' }),
  pg.unsafeConnection({ where: 'db:5432', reason: 'self-signed certificate' }),
  pg.invalidSettings({ reason: 'Invalid URL' }),
  pg.unknownTable({
    table: 'integrated_record',
    database: 'gold',
    known: ['integrated_records', 'organizations'],
  }),
  pg.noPermission({ table: 'integrated_records', user: 'reader' }),
  pg.unknownColumn({
    table: 'public.integrated_records',
    column: 'nam',
    where: '`rename`',
    known: ['hk', 'name', 'updated_at'],
  }),
  pg.noKey({ table: 'public.memberships', columns: ['person', 'organization'] }),
  pg.unfitColumn({ column: 'place', type: 'point', purpose: 'key', expected: 'of a type that has an order' }),
  pg.nameTaken({ name: 'city', by: ['column "town"', '`computed: city`'] }),
  pg.usedTwice({ column: 'photo', uses: ['renamed', 'dropped'] }),
  pg.reservedName({ name: '_headrace', by: 'column "_headrace"' }),
  pg.invalidExpression({
    where: 'the computed "shout"',
    reason: 'function uper(text) does not exist',
  }),
  pg.keyNotUnique({ table: 'public.integrated_records', column: 'hk' }),
  pg.keyNotIndexed({ table: 'public.integrated_records', column: 'hk' }),
  pg.readFailed({
    table: 'public.integrated_records',
    reason: 'connect ECONNREFUSED 10.0.0.7:5432',
    attempts: 10,
    lastKey: '7f3a9c',
  }),
  pg.queryFailed({
    table: 'public.integrated_records',
    reason: 'relation "public.integrated_records" does not exist',
  }),

  queryProblems.unknownField({ field: 'categry', use: 'filter by', fields: ['category', 'brand'] }),
  queryProblems.invalidLimit({ limit: 50_000, max: 10_000 }),
  queryProblems.noVectors({ mode: 'semantic' }),
  queryProblems.invalidQueryVector({ mode: 'semantic', detail: 'it has 384 numbers instead of 256' }),
  queryProblems.wrongFieldType({
    field: 'sold_out',
    type: 'boolean',
    use: 'sort by',
    fields: ['price', 'brand'],
  }),
  queryProblems.wrongValue({ field: 'price', type: 'double', expected: 'a number', found: 'cheap' }),
  queryProblems.invalidOption({ option: 'fuzziness', expected: '0, 1, 2 or auto', found: 3 }),
  queryProblems.invalidCursor({ detail: 'it belongs to another request' }),
  queryProblems.expiredCursor({ detail: 'the index has changed since' }),
  queryProblems.noEmbedder({ mode: 'semantic' }),
  queryProblems.schemaDoesNotFit({ path: index, fields: ['titel'], known: ['title', 'body'] }),
  ld.badSetting({
    from: '--es-max-retries',
    value: 'ten',
    expected: 'a whole number',
    fallback: '10',
  }),
  ld.noPostgres({ names: [] }),
  ld.noElasticsearch({ names: ['cluster'] }),
  ld.unknownConnectionName({
    flag: '--to',
    name: 'clutser',
    names: ['cluster'],
    mean: ' Did you mean "cluster"?',
  }),
  ld.secretNotSet({ references: ['${env:ES_API_KEY}'], connection: 'cluster' }),
  ld.unreadableCertificate({
    ...{ connection: 'warehouse', path: 'certificates/db.pem', reason: 'there is no such file' },
  }),
  ld.severalSyncs({ names: ['customers', 'orders'] }),
  ld.unknownSyncIndex({ name: 'costumers', names: ['customers', 'orders'] }),
  ld.aliasElsewhere({ alias: 'customers', physical: 'customers_v2', wanted: 'customers_v1' }),
  ld.mappingDiffers({
    index: 'customers_v1',
    changes: ['price: long -> double (reindex: the type of a field cannot change)'],
    reindex: true,
  }),
  ld.followNeedsTime({}),
  ld.badDeleteLimit({ text: 'some' }),
  ld.tooManyDeletes({ wanted: 12_000, allowed: 1_000, documents: 10_000, given: '10%' }),
  ld.badDuration({ text: 'a while' }),
  ld.indexNotThere({ index: 'integrated_record', cluster: 'http://localhost:9200' }),
  ld.missingParameters({
    load: undefined,
    missing: ['source_table', 'data_source', 'es_nodes'],
    names: [],
    inList: false,
  }),
  ld.unknownLoad({ name: 'nightly', names: ['nightly_a', 'nightly_b'] }),
  ld.noLoads({ where: 'config.yml' }),
  ld.unknownDataSource({ dataSource: 'sorceA', names: ['sourceA', 'sourceB'] }),
  ld.badJobs({ what: 'A load has no "source_tabel". Did you mean "source_table"?' }),
  ld.loadTwice({ first: 'sourceA', second: 'sourceA #3', batch: false }),
  ld.oneLoadOnly({ flag: '--source-table' }),
  ld.severalSelections({ given: ['names', '--all'] }),
  ld.batchOfOtherSource({
    batch: '2026-11-21',
    dataSource: 'sourceA',
    target: 'index_a',
    before: '/mnt/datalake/sourceA',
    now: '/mnt/datalake/sourceB',
  }),
  ld.indexMadeAnew({ index: 'index_a_v1' }),
  ld.batchInOtherIndex({ batch: '2026-11-21', index: 'index_a_v2' }),
  ld.otherLoadsWrite({ index: 'products', others: ['load lake/products'], doing: 'repair' }),
  ld.noIndexYet({ alias: 'products' }),
  ld.mappingChanged({ target: 'products' }),
  ld.syncNotFinished({ target: 'products' }),
  ld.syncToFinish({ target: 'products' }),
  ld.aliasShared({ alias: 'products', indexes: ['products_v1', 'products_v2'] }),
  ld.indexInTheWay({ index: 'products_v2', alias: 'products' }),
  ld.refusedByNewIndex({
    index: 'products_v2',
    dead: 3,
    file: '.headrace/dead-letters/products-0a1b2c3d.jsonl',
  }),
  ld.staysDifferent({ index: 'products_v2', remaining: 12 }),
  ld.sampleDiffers({ index: 'products_v2', key: 'A-17', field: 'price' }),
  ld.noSuchDeadLetters({ index: 'product', names: ['products'] }),
  ld.lettersInUse({ index: 'products', file: '.headrace/dead-letters/products-0a1b2c3d.jsonl' }),
  ld.unknownIndexField({ index: 'people', key: 'text', field: 'nmae', known: ['id', 'name', 'town'] }),
  ld.interruptedBetween({}),
  ld.loadReferenceNotSet({ load: 'nightly_a', references: ['${env:DAY}'] }),
  t.unknownTable({ name: 'ordes', names: ['orders', 'sales'], mean: ' Did you mean "orders"?' }),
  t.unknownColumn({
    table: 'orders',
    column: 'order',
    columns: ['order_id', 'amount'],
    mean: ' Did you mean "order_id"?',
  }),
  t.whichColumn({ table: 'customers', columns: ['customer_id', 'name'] }),
  t.notBelow({ table: 'customers', index: 'products', from: 'product_catalog' }),
  t.outOfReach({ index: 'products' }),
  t.notInFiles({ table: 'orders_raw', files: 12, condition: 'id = 42' }),
  t.unreadable({ table: 'orders_raw', message: 'Could not convert string "many" to BIGINT.' }),
  t.notRead({ table: 'orders_raw', file: 'data/orders/2026-02.csv', changed: false, ignored: true }),
  t.neverBuilt({ table: 'sales' }),
  t.notRebuilt({
    table: 'orders',
    since: ['it was built from version 1.1 of orders_raw, which is at 1.2'],
    fullRefresh: false,
  }),
  t.filtered({ clause: 'WHERE', condition: 'amount > 0', result: 'false', values: ['amount = -3.0'] }),
  t.noPartner({
    join: 'JOIN',
    other: 'customers',
    wanted: ['customer_id = 7'],
    unmet: [],
    because: undefined,
    command: 'headrace trace 7 --table customers --column customer_id',
  }),
  t.excluded({ how: 'ANTI JOIN', other: 'refunds', wanted: ['order_id = 42'] }),
  t.outdone({
    clause: 'QUALIFY row_number() OVER (PARTITION BY email ORDER BY created_at) = 1',
    same: ['email = "ada@example.com"'],
    winner: ['customer_id = 3'],
  }),
  t.folded({ same: ['email = "ada@example.com"'], winner: ['customer_id = 9'] }),
  t.cutOff({ clause: 'LIMIT' }),
  t.untold({ table: 'sales', inputs: ['orders'] }),
  t.computed({
    table: 'ranking',
    expression: 'row_number() OVER (ORDER BY amount)',
    why: 'it is computed over several rows',
    inputs: ['orders'],
  }),
  t.indexNeverBuilt({ index: 'products' }),
  t.notIndexed({ index: 'products', table: 'product_catalog', mirrors: '1.3', head: '1.5' }),
  t.deadLettered({
    reason: 'failed to parse field [price] of type [long]',
    at: '2026-11-21T06:16:25.198Z',
    attempts: 1,
    file: '.headrace/dead-letters/products-0a1b2c3d.jsonl',
  }),
  t.notSynced({ index: 'products', progress: 'the last sync is not finished; its last record is 41' }),
  t.missingInIndex({ index: 'products', table: 'product_catalog' }),
  t.outdated({ index: 'products', fields: ['price is 12 there and 14 in the table'] }),
  t.lingering({ index: 'products', table: 'product_catalog' }),

  ciProblems.targetNotOnDatabricks({ target: 'local', engine: 'duckdb' }),
  ciProblems.nothingToDeploy({}),
  ciProblems.packFailed({ reason: 'spawn npm ENOENT' }),
  ciProblems.outOfDate({ platform: 'github', files: ['.github/workflows/headrace.yml'] }),
  pa.nothingToCompare({ reasons: ['scores (it is written in Python, which DuckDB does not run)'] }),
  pa.unknownColumn({ column: 'loaded_on', columns: ['id', 'name', 'loaded_at'] }),
  pa.rowsNotWritten({ table: 'shifts', reason: '[TASK_WRITE_FAILED] Task failed while writing rows.' }),
  pa.rowsNotCompared({ table: 'shifts', reason: 'Invalid string encoding found in Parquet file' }),
  pa.emptyInSample({ tables: ['overdue', 'fines'] }),
  gen.editedFile({ file: 'workflows/etl_job.yml', command: 'bundle' }),
  gen.foreignFile({ file: 'databricks.yml', command: 'bundle' }),
  gen.unwritableFile({ file: 'resources/pipelines.yml', reason: 'permission denied' }),
  b.noDatabricksTarget({ targets: ['dev'] }),
  b.noPlace({ target: 'prod', missing: ['catalog', 'schema'] }),
  b.localPath({ table: 'orders', path: 'data/orders/*.csv' }),
  b.undecided({ table: 'orders' }),
  b.partitionAndCluster({ table: 'orders' }),
  b.badSchedule({
    cron: '@reboot',
    reason: 'Databricks never starts up.',
    hint: 'Say at which times it runs, e.g. @daily.',
  }),
  b.environmentValue({ name: 'LAKE', file: 'databricks.yml' }),
  b.misplacedReference({ written: '${secret:mail/address}', file: 'workflows/etl_job.yml' }),
  b.targetsDiffer({ tables: ['orders_eu'], target: 'dev', other: 'prod' }),
  b.pipelineCycle({
    pipelines: ['gold', 'main'],
    reads: ['totals in gold reads orders in main', 'checks in main reads totals in gold'],
  }),
  b.movedTables({ moves: ['orders from main to sales'] }),
  b.noDefaultTag({ tag: 'daily' }),
  b.unknownColumns({ table: 'orders' }),
  b.parameterInSql({ table: 'orders', written: '${x}' }),
  b.computeConflict({
    where: 'bundle.compute',
    keys: ['num_workers'],
    reason: 'serverless compute has none of them',
  }),
  b.emptyGroup({ group: 'sales', unknown: [{ name: 'ordres', known: ['orders'] }] }),
  b.unknownPrivilege({ privilege: 'READ', where: 'grants', known: ['SELECT', 'MODIFY'] }),
  b.badIdentity({ where: 'run_as of the bundle', given: 2 }),
  b.noPackage({ file: 'vendor/headrace.tgz' }),
  sq.differentCall({
    call: '`dayofweek`',
    difference: 'Sunday is 1 on Spark, 0 on DuckDB',
    write: 'Write `builtin.dayofweek(d)`, which is Spark’s on both engines.',
  }),
  sq.callOfNulls({
    call: '`concat`',
    difference: 'a NULL makes the whole NULL on Spark; DuckDB leaves it out',
    write: 'Write `a || b`.',
  }),
  sq.unknownFunction({ name: 'regexp_matches', write: 'Write `regexp_like(text, pattern)`.' }),
  sq.indexedByNumber({}),
  sq.operatorDiffers({
    operator: '//',
    difference: 'is unknown to Spark',
    write: 'Write `CAST(floor(a / b) AS BIGINT)`.',
  }),
  sq.notInSpark({
    what: 'DISTINCT ON',
    write: 'Write `QUALIFY row_number() OVER (PARTITION BY … ORDER BY …) = 1`.',
  }),
  sq.typeNotInSpark({ type: 'TEXT', write: 'Write `STRING`.' }),
  sq.quotedName({ name: 'order id' }),
  sq.backslash({}),
  sq.unnamedColumn({}),
  sq.openChoice({
    what: 'LIMIT without ORDER BY takes any rows',
    write: 'Add an ORDER BY that leaves no ties.',
  }),
  sq.dateArithmetic({
    difference: 'the difference of two dates is an interval on Spark, a number on DuckDB',
    write: 'Write `datediff(later, earlier)`.',
  }),
  sq.castOfQuotient({}),
  b.formatNotForSpark({ table: 'orders', key: 'date_format', value: '%d.%m.%Y' }),
  b.modeConflict({
    target: 'prod',
    reason: 'is for production, but its pipelines are in development mode',
    write: 'Leave pipelines_development out.',
  }),
  b.modeDoubt({
    target: 'prod',
    reason:
      'is for production and does not say its root_path, so everybody who deploys it would deploy a copy',
    write:
      'Name the one place, e.g. `root_path: /Workspace/Users/<who deploys>/.bundle/${bundle.name}/${bundle.target}`.',
  }),
  b.sameTables({ target: 'prod', other: 'staging' }),
  b.sameNames({ target: 'prod', other: 'staging' }),
  b.unknownTimezone({ timezone: 'Europe/Berlim', meant: 'Europe/Berlin' }),
  b.manyWebhooks({ given: 4, most: 3 }),
  b.neverLong({}),
  b.noFiles({ pattern: 'utils/**' }),
  b.noLayer({ name: 'glod' }),
  sq.decimalQuotient({}),
  b.badParameter({ key: 'my token' }),
  b.noNodeType({}),
  b.clashingNames({ names: ['raw-data', 'raw_data'] }),

  db.invalidHost({
    host: 'http://adb-123.4.azuredatabricks.net',
    reason: 'tokens are sent by https:// only',
  }),
  db.noHost({ target: 'prod' }),
  db.noCredentials({ host: workspace, profiles: ['dev', 'prod'] }),
  db.unknownProfile({ profile: 'prd', file: '/home/you/.databrickscfg', profiles: ['dev', 'prod'] }),
  db.noConfigFile({
    profile: 'prod',
    file: '/home/you/.databrickscfg',
    reason: 'there is no such file',
  }),
  db.severalHosts({
    said: [
      ['DATABRICKS_HOST', 'https://adb-7.8.azuredatabricks.net'],
      ['target "prod"', workspace],
    ],
  }),
  db.incompleteClient({ has: 'client id', lacks: 'client secret', from: 'DATABRICKS_CLIENT_ID' }),
  db.unsupportedSignIn({ profile: 'prod', method: 'azure-cli' }),
  db.brokenToken({ from: 'DATABRICKS_TOKEN' }),
  db.hostUnknown({ host: workspace }),
  db.unreachable({ host: workspace, detail: 'it does not answer in time' }),
  db.untrusted({
    host: workspace,
    detail: 'self-signed certificate in certificate chain (SELF_SIGNED_CERT_IN_CHAIN)',
  }),
  db.clockSkew({ host: workspace, minutes: -61, detail: 'Token is not valid yet' }),
  db.notAWorkspace({ host: 'https://accounts.cloud.databricks.com', status: 200 }),
  db.tokenRefused({ host: workspace, from: 'DATABRICKS_TOKEN', detail: 'Invalid access token' }),
  db.clientRefused({
    host: workspace,
    from: 'profile "prod"',
    detail: 'Client authentication failed',
  }),
  db.tokenExpired({ from: 'DATABRICKS_TOKEN', at: '2026-11-21T09:00:00.000Z' }),
  db.noCliToken({
    from: 'profile "dev"',
    detail: 'there is no program "databricks"',
    login: 'databricks auth login --profile dev',
  }),
  db.notPermitted({
    host: workspace,
    call: 'start job 620',
    from: 'DATABRICKS_TOKEN',
    detail: 'you@example.com does not have Manage Run permissions on job 620',
  }),
  db.gone({ host: workspace, thing: 'job 620', detail: 'Job 620 does not exist' }),
  db.conflict({
    host: workspace,
    call: 'start an update of pipeline 7a1c',
    detail: 'An active update 5d2f already exists',
  }),
  db.throttled({ host: workspace, call: 'start job 620', waitedMs: 290_000, askedMs: 60_000 }),
  db.unavailable({ host: workspace, call: 'read run 812', waitedMs: 290_000, detail: 'it answers 503' }),
  db.outcomeUnknown({
    host: workspace,
    call: 'start an update of pipeline 7a1c',
    detail: 'socket hang up (ECONNRESET)',
  }),
  db.refused({ host: workspace, call: 'create a pipeline', status: 400, detail: 'Unknown field "nam"' }),
  db.unexpectedAnswer({ host: workspace, call: 'read run 812', detail: 'it is no JSON' }),
  db.waiting({
    ...{ host: workspace, call: 'start job 620', reason: 'too many requests (429)', waitMs: 30_000 },
  }),
  db.statementFailed({
    host: workspace,
    state: 'FAILED',
    detail: '[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`shop`.`order` cannot be found',
  }),
  db.resultTruncated({ table: 'main.shop.events', rows: 81_234_567 }),
  db.noWarehouse({ host: workspace, warehouses: ['1a2b (small)', '3c4d (large)'] }),
  db.linkFailed({ storage: 'bucket.s3.amazonaws.com', attempts: 6, detail: 'it answers 403' }),
  db.resultDamaged({ table: 'main.shop.orders', detail: 'a part of 5000 rows has 4999' }),
  fakeWorkspaceProblems.portTaken({ port: 8080, reason: 'another program listens there' }),
  fakeWorkspaceProblems.unreadableState({ file: 'workspace.json', reason: 'there is no such file' }),
  fakeWorkspaceProblems.wrongSeed({ at: 'jobs.0.settings', reason: 'unrecognized key: "nam"' }),
  dr.noPipeline({
    ...{ pipeline: '[dev you] shop_main', target: 'dev', host: workspace },
    similar: ['[dev anna] shop_main'],
  }),
  dr.severalPipelines({ pipeline: 'shop_main', host: workspace, ids: ['7f3a…', '91bc…'] }),
  dr.updateUnderWay({ pipeline: 'shop_main', update: '4c1d', state: 'RUNNING', url: updateUrl }),
  dr.updateFailed({
    pipeline: 'shop_main',
    update: '4c1d',
    message: 'no such catalog: main',
    url: updateUrl,
  }),
  dr.tableFailed({ table: 'orders', message: '[UNRESOLVED_COLUMN] amuont', url: updateUrl }),
  dr.updateCancelled({ pipeline: 'shop_main', update: '4c1d', url: updateUrl }),
  dr.connectionLost({ pipeline: 'shop_main', reason: `The workspace ${workspace} cannot be reached.` }),
  dr.lostForGood({ pipeline: 'shop_main', update: '4c1d', forMs: 1_800_000 }),
  dr.stopping({ pipelines: ['shop_main'] }),
  dr.leftGoing({
    pipeline: 'shop_main',
    update: '4c1d',
    why: 'it was not started from here',
    url: updateUrl,
  }),
  dr.forceWithoutMeaning({}),
  dr.noUpdates({ run: '20261121-045812-3f9a', engine: 'duckdb' }),
  dr.otherWorkspace({
    run: '20261121-045812-3f9a',
    was: workspace,
    now: 'https://adb-7.8.azuredatabricks.net',
  }),
  dr.unknownRun({ id: '2026' }),
  dp.noCli({ program: 'databricks', reason: 'there is no such program' }),
  dp.oldCli({ program: 'databricks', version: '0.230.0', needed: '0.286.0' }),
  dp.notTheCli({ program: 'databricks', said: 'Version 0.18.0' }),
  dp.cliFailed({
    ...{ doing: 'Validating target "dev"', command: 'databricks bundle validate --strict -t dev' },
    ...{ ended: 'exit code 1', output: 'Error: unknown field: nmae', advice: undefined },
  }),
  dp.bundleOutdated({ files: ['resources/pipelines.yml'] }),
  dp.noBundle({}),
  dp.notForDatabricks({ target: 'laptop', engine: 'duckdb', others: ['dev', 'prod'] }),
  dp.notDestroyed({ target: 'dev' }),
  tr.noLoaderJob({ name: '[dev you] shop_es_loader', host: workspace, target: 'dev' }),
  tr.severalLoaderJobs({ name: 'shop_es_loader', host: workspace, ids: ['123', '456'] }),
  tr.badJobId({ text: 'es_loader', from: 'ES_LOADER_JOB_ID' }),
  tr.missingParameter({ load: 'nightly_a', missing: ['data_source'], names: ['nightly_a', 'nightly_b'] }),
  tr.unknownParameter({ load: 'sourceA', parameter: 'version' }),
  tr.sameRun({ first: 'nightly_a', second: 'nightly_b' }),
  tr.notSettled({ load: 'nightly_a', references: [`\${env:LAKE}`] }),
  tr.oneLoadOnly({ flag: '--source-table' }),
  tr.runFailed({
    ...{ load: 'nightly_a', run: '813', result: 'FAILED', message: 'index is read-only' },
    url: `${workspace}/jobs/123/runs/813`,
  }),
  tr.notFollowed({ reason: `The workspace ${workspace} cannot be reached: it does not answer in time.` }),
  ...durableExamples,
  ...discoverExamples,
  ...ingestExamples,
  ...planExamples,
  ...operateExamples,
  ...sparkExamples,
  balanceProblems.badCost({ index: 3, cost: -20 }),
  balanceProblems.badCount({ what: 'pipelines', value: 0 }),
  balanceProblems.sumTooLarge({}),
  balanceProblems.noRoom({ items: 39, pipelines: 3, maxItems: 10 }),
  balanceProblems.badPlace({ index: 7, pipeline: 6, pipelines: 4 }),
  balanceProblems.noRoomBeside({ items: 5, places: 3, maxItems: 10 }),
];

const rooms: readonly (readonly [prefix: string, heading: string])[] = [
  ['HR-CONFIG', 'Configuration and transformation files'],
  ['HR-SQL', 'SQL of transformations'],
  ['HR-PLAN', 'Selection and order'],
  ['HR-SOURCE', 'Sources'],
  ['HR-ENGINE', 'Building tables'],
  ['HR-SPARK', 'Running on Spark'],
  ['HR-QUERY', 'Queries'],
  ['HR-INDEX', 'Making indexes'],
  ['HR-SEARCH', 'Indexes and searching'],
  ['HR-ELASTIC', 'Elasticsearch'],
  ['HR-EMBED', 'Embedders'],
  ['HR-LOAD', 'Loading'],
  ['HR-LOADING', 'Syncs and loads'],
  ['HR-STATE', 'State and locks'],
  ['HR-LOADSOURCE', 'Sources of loads'],
  ['HR-POSTGRES', 'Reading Postgres'],
  ['HR-TRACE', 'Tracing a record'],
  ['HR-PARITY', 'Comparing engines'],
  ['HR-BUNDLE', 'Bundles'],
  ['HR-GENERATED', 'Generated files'],
  ['HR-CI', 'Continuous integration'],
  ['HR-DATABRICKS', 'Databricks workspaces'],
  ['HR-FAKE', 'Fake workspace'],
  ['HR-TRIGGER', 'Starting loader runs'],
  ['HR-DURABLE', 'Workflows'],
  ['HR-SERVE', 'The server of workflows'],
  ['HR-NOTIFY', 'Telling people'],
  ['HR-DISCOVER', 'Tables of connectors'],
  ['HR-BALANCE', 'Balancing pipelines'],
  ['HR-CONNECTOR', 'Planning and running connectors'],
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
