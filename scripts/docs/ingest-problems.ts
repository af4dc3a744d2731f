import { generateProblems as g, settingsProblems as s } from '../../src/connectors/index.ts';
import type { Problem } from '../../src/kernel/index.ts';

const folder = 'connectors';
const groups = ['metadata_snapshot', 'timeseries_append'];

/** One of each problem of connector.yml and of generating, as a user might meet it. */
export const ingestExamples: readonly Problem[] = [
  s.unreadableSettings({ file: 'connectors/osipi/connector.yml', reason: 'it is not UTF-8 text' }),
  s.noConnector({ folder, name: 'ospi', names: ['github', 'osipi'] }),
  s.severalConnectors({ folder, names: ['github', 'osipi'] }),
  s.unknownTable({ table: 'pi_pionts', names: ['pi_points'], list: 'connectors/osipi/tables.csv' }),
  s.badTableConfig({ key: 'page_size', where: '--common-table-config-json' }),
  g.noGroup({ tables: ['pi_points', 'pi_links'] }),
  g.noConnection({ group: 'metadata_snapshot' }),
  g.severalConnections({ group: 'metadata_snapshot', connections: ['plant_a', 'plant_b'] }),
  g.severalSchedules({ group: 'metadata_snapshot', schedules: ['0 0 * * *', '*/15 * * * *'] }),
  g.duplicateTable({ table: 'pi_points', groups }),
  g.sameDestination({ destination: 'main.crm.users', tables: ['Users', 'users'] }),
  g.halfDestination({ table: 'pi_points', has: 'catalog', lacks: 'schema' }),
  g.unusableName({ table: 'sales.orders', part: 'table', name: 'sales.orders', proposal: 'sales_orders' }),
  g.noPlace({ missing: ['catalog', 'schema'] }),
  g.badSchedule({
    group: 'metadata_snapshot',
    cron: '0 0 1 * 1',
    reason: 'the day of the month and the day of the week are both restricted.',
    hint: 'These are two schedules: "0 0 0 1 * ?" and "0 0 0 ? * MON".',
  }),
  g.badTableConfig({
    table: 'pi_points',
    key: 'primary_key',
    reason: 'is no key that pipelines read',
    hint: 'Write primary_keys.',
  }),
  g.secretInConfig({ table: 'pi_points', key: 'access_token' }),
  g.bundleReference({ text: `\${var.table}`, where: 'The managed pipeline "metadata_snapshot"' }),
  g.similarGroups({
    slug: 'meta_data',
    groups: ['Meta-Data', 'meta_data'],
    names: ['meta_data_1f0c', 'meta_data'],
  }),
  g.managedOptions({ table: 'issues', group: 'issues_cdc', options: ['owner', 'repo'] }),
  g.computeConflict({
    group: 'timeseries_append',
    keys: ['num_workers'],
    reason: 'managed pipelines run serverless',
  }),
  g.noCode({ form: 'any' }),
  g.unknownGroup({ group: 'timeseries', groups, where: '"managed"' }),
  g.localIngestPath({ path: '/home/you/osipi_ingest' }),
  g.noSchedule({ groups: ['metadata_snapshot'] }),
  g.badCode({
    code: 'lakeflow-community-connectors',
    reason: 'has no databricks/labs/community_connector in it',
    hint: 'It is the folder of the connector repository, or its src/.',
  }),
  g.unknownTimezone({ timezone: 'Europe/Berln', meant: 'Europe/Berlin' }),
  g.severalDefaults({ targets: ['dev', 'prod'] }),
  g.tooManyTables({ group: 'all', tables: 1200, most: 1000 }),
  g.brokenPython({ reason: "'{' was never closed" }),
  g.noSpec({ reason: 'nothing calls ingest(spark, pipeline_spec)' }),
  g.otherSpec({ differences: ['"pi_points" is only in the list'] }),
  g.missingFile({ pipeline: 'osipi_timeseries_append', file: 'bundle/ingest_timeseries_append.py' }),
  g.notVerified({ reason: 'there is no python3' }),
  g.badBundle({ reason: 'the job "osipi_load_job" starts the pipeline "osipi_load", which is not there' }),
  g.noBundle({ folder: 'connectors/osipi/bundle' }),
  g.unusedSetting({ key: 'catalog', value: 'main', column: 'destination_catalog' }),
  g.noRootPath({ target: 'prod', bundle: 'osipi_connector' }),
  g.refusedSpec({ reason: 'objects[0].table has the unknown key "source_tabel"' }),
  g.otherPipeline({
    table: 'pi_points',
    group: 'timeseries_append',
    key: 'osipi_timeseries_append',
    found: 'osipi_metadata_snapshot',
  }),
  g.notInBundle({ tables: ['pi_links'] }),
  g.otherPlan({
    moves: ['pi_points from metadata_snapshot to timeseries_append'],
    list: 'connectors/osipi/tables.csv',
    lock: 'connectors/osipi/tables.lock.json',
  }),
  g.noPlannedSize({ groups: ['metadata_snapshot'], lock: 'connectors/osipi/tables.lock.json' }),
  g.notInList({ tables: ['pi_points'] }),
];
