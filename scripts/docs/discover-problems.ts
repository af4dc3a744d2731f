import { discoverProblems, tableListProblems } from '../../src/connectors/index.ts';
import type { Problem } from '../../src/kernel/index.ts';

const l = tableListProblems;
const d = discoverProblems;
const file = 'connectors/osipi/tables.csv';
const tables = ['pi_points', 'pi_timeseries', 'pi_assets'];
const raised = {
  ...{ type: 'ValueError', message: 'connector needs the option "api_token"' },
  ...{ missing: [], refused: [], python: '3.12.4' },
};

/** One of each problem of finding tables, and of lists of them. */
export const discoverExamples: readonly Problem[] = [
  l.noList({ file, reason: 'there is no such file' }),
  l.notText({ file }),
  l.notCsv({ reason: 'a quote is opened and never closed' }),
  l.notParsed({ format: 'YAML', reason: 'Unresolved alias' }),
  l.notAList({ file: 'tables.json' }),
  l.whichConnector({ file: 'tables.json', source: undefined, names: ['github', 'osipi'] }),
  l.notAnObject({ found: 'a number' }),
  l.duplicateColumn({ name: 'schedule' }),
  l.tooManyCells({ cells: 7, columns: 5, delimiter: ',' }),
  l.missingColumn({ columns: ['table', 'schedule'], similar: 'table' }),
  l.noTables({ file }),
  l.noTableName({}),
  l.duplicateTable({ table: 'pi_points', firstLine: 3 }),
  l.unknownIngestionType({ found: 'snapshott', table: 'pi_points' }),
  l.badSchedule({
    table: 'pi_points',
    problem: '"0 99 * * *" has no such hour: 99.',
    advice: 'Hours are 0 to 23.',
  }),
  l.badNumber({ table: 'pi_points', column: 'weight', found: 'much', whole: false }),
  l.badTableConfig({ table: 'pi_points', reason: 'Unexpected end of JSON input' }),
  l.badPrimaryKeys({ table: 'pi_points' }),
  l.notAText({ table: 'pi_points', column: 'category', found: '["a"]' }),
  l.misspeltColumn({ name: 'ingestion_typ', known: 'ingestion_type' }),
  l.similarColumn({ name: 'wieght', known: 'weight' }),
  d.noPython({ program: 'python3', reason: 'there is no such program' }),
  d.connectorNotFound({ name: 'osippi', looked: ['sources'], names: ['github', 'osipi'] }),
  d.noConnectorCode({ path: 'connectors', inside: ['github', 'osipi'] }),
  d.importFailed({ ...raised, type: 'AttributeError', message: 'no attribute "Client"', missing: ['boto3'] }),
  d.noClass({ file: 'sources/osipi', unfinished: [] }),
  d.severalClasses({ classes: ['Osipi', 'OsipiTest'], wanted: undefined }),
  d.connectorFailed({ ...raised, options: 'none' }),
  d.tookTooLong({ seconds: 60, allowNetwork: false }),
  d.helperDied({ ended: 'signal SIGSEGV', output: '' }),
  d.tooMuchOutput({ megabytes: 16 }),
  d.badOptions({ what: 'options.json is no JSON' }),
  d.badCategoryMap({ reason: '"pi_af" should have a category, and has 3' }),
  d.severalSources({ flags: ['--connector', '--tables'] }),
  d.badStats({ table: 'pi_points', column: 'rows', found: 'many' }),
  d.noStats({ file: 'stats.csv', columns: ['source_table', 'size'] }),
  d.unknownStatsTable({ table: 'pi_pionts', names: tables }),
  d.unusedPrefix({ prefix: 'pi_zz' }),
  d.undescribedTables({ tables, reason: 'KeyError: pi_points' }),
  d.incomplete({ hosts: ['api.example.com'] }),
  d.unsetReference({ option: 'api_token', references: ['${env:OSIPI_TOKEN}'] }),
  d.noPipeline({ host: 'https://adb-123.4.azuredatabricks.net', name: 'osipi', ids: [] }),
  d.noSystemPipelines({ prefix: 'osipi_' }),
  d.badTypeSchedule({
    ...{ type: 'append', problem: '"*/15" has 1 fields; unix cron has 5, Quartz 6 or 7.' },
    advice: 'For every day at 6:30 write "30 6 * * *".',
  }),
];
