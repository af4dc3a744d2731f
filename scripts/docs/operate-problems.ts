import { operateProblems as o } from '../../src/connectors/index.ts';
import type { Problem } from '../../src/kernel/index.ts';

const source = 'osipi';
const connection = 'osipi_connection';
const host = 'https://adb-1.example.net';
const url = `${host}/#joblist/pipelines/6a2c/updates/91ff`;
const targets = ['dev', 'prod'];
const groups = ['metadata_snapshot', 'timeseries_append'];
const code = '/Workspace/Repos/plant/connectors/src/databricks/labs/community_connector/sources/osipi';

/** One of each problem of connectors in a workspace. */
export const operateExamples: readonly Problem[] = [
  o.notCommunity({ type: 'HTTP', connection, source, exists: true }),
  o.noSuchConnection({ connection: 'osipi_conection', host, names: [connection, 'github'], source }),
  o.otherSource({ connection, found: 'github', source }),
  o.optionsNotAllowed({ connection, options: ['lookback_minutes'], source }),
  o.connectionDiffers({ connection, found: 'of type HTTP', wanted: 'of type COMMUNITY' }),
  o.badConnectionOptions({ reason: 'm2m needs client_secret', hint: 'Add them to --options.' }),
  o.literalSecret({ options: ['access_token'] }),
  o.missingOptions({ source, options: ['access_token'] }),
  o.unknownTarget({ target: 'prd', targets }),
  o.whichTarget({ targets: ['prod_eu', 'prod_us'] }),
  o.unknownGroups({ group: 'metadata_snapshott', groups }),
  o.notDeployed({
    pipelines: ['[dev you] osipi_metadata_snapshot'],
    ...{ host, source, target: 'dev' },
    similar: ['[dev anna] osipi_metadata_snapshot'],
  }),
  o.namedTwice({ pipeline: 'osipi_metadata_snapshot', host, ids: ['6a2c', '81d0'] }),
  o.groupFailed({
    group: 'metadata_snapshot',
    message: 'The source is down for maintenance',
    url,
    remedy: undefined,
  }),
  o.tableFailed({
    table: 'pi_points',
    message: 'HTTP 401 Unauthorized',
    url,
    remedy: `The source refuses the credentials of the connection: \`headrace connectors create-connection ${source} ${connection} --options … --update\` replaces them.`,
  }),
  o.groupStopped({ group: 'metadata_snapshot', url }),
  o.noPlace({ what: 'schema', name: 'osipi.bronce', names: ['osipi.bronze', 'osipi.default'] }),
  o.codeMissing({ path: code, source }),
  o.filesMissing({ folder: '/Workspace/Shared/osipi_ingest', files: ['ingest_metadata_snapshot.py'] }),
  o.tablesMissing({ place: 'osipi.bronze', tables: ['pi_points'], connection }),
  o.bundleBehind({ files: ['databricks.yml'] }),
  o.brokenBundle({ folder: 'connectors/osipi/bundle', errors: 2 }),
  o.unsaidSource({ what: 'what the connection is called' }),
];
