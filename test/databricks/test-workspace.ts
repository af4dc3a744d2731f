import { createWorkspace, resolveCredentials, type Workspace } from '../../src/databricks/index.ts';
import { startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import { arrowStream } from '../../src/sources/databricks/testing/arrow-writer.ts';
import { deployed, token } from './fixture.ts';

/** With HEADRACE_TEST_WORKSPACE=1 the suite runs against the workspace that DATABRICKS_HOST etc. say. */
export const real = process.env.HEADRACE_TEST_WORKSPACE === '1';

/** What is there on purpose, by the variables that name it; of the fake workspace all of it. */
const ofFake = {
  HEADRACE_TEST_JOB_ID: '123456789012345679',
  HEADRACE_TEST_PIPELINE_ID: 'f0000000-0000-0000-0000-000000000001',
  HEADRACE_TEST_TABLE: 'main.shop.orders',
  HEADRACE_TEST_VOLUME: '/Volumes/main/shop/landing',
} as const;

/** The name or id of something to test with; undefined where a real workspace was not given it. */
export function resource(name: keyof typeof ofFake): string | undefined {
  return real ? process.env[name] : ofFake[name];
}

export interface OpenedWorkspace {
  readonly workspace: Workspace;
  /** Undefined: the only one there is. */
  readonly warehouseId: string | undefined;
  /** What a command needs to reach it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The real workspace, or a fake one with as much in it as the suite needs. */
export async function openTestWorkspace(): Promise<OpenedWorkspace> {
  if (real) {
    const { warehouseId, ...access } = resolveCredentials({ env: process.env });
    return { workspace: createWorkspace(access), warehouseId, env: {}, close: async () => {} };
  }
  const rows = Array.from({ length: 300 }, (_, n) => [`o${n}`, null, `{"id":"o${n}"}`] as const);
  const task = { task_key: 'main', notebook_task: { notebook_path: '/Shared/wait' } };
  const fake = await startFakeWorkspace({
    runMs: 300,
    users: [{ name: 'you@example.com', token }],
    jobs: [
      {
        job_id: ofFake.HEADRACE_TEST_JOB_ID,
        settings: { name: 'wait', parameters: [{ name: 'batch_id', default: '' }], tasks: [task] },
      },
    ],
    // Goes on until it is stopped, and so does the job.
    pipelines: [
      ...deployed.one,
      {
        pipeline_id: ofFake.HEADRACE_TEST_PIPELINE_ID,
        spec: { name: 'continuous', continuous: true, serverless: true },
        tables: ['orders'],
      },
    ],
    onRun: () => new Promise(() => {}),
    tables: [{ full_name: ofFake.HEADRACE_TEST_TABLE, columns: [{ name: 'id', type_text: 'STRING' }] }],
    files: { [`${ofFake.HEADRACE_TEST_VOLUME}/.keep`]: '' },
    answer: ({ statement }) => {
      if (statement.startsWith('SELECT count(*)')) {
        return { columns: [{ name: 'n', type: 'BIGINT' }], chunks: [{ rows: [[String(rows.length)]] }] };
      }
      if (statement.startsWith('DESCRIBE HISTORY')) {
        return { columns: [{ name: 'version', type: 'BIGINT' }], chunks: [{ rows: [['0']] }] };
      }
      if (statement.endsWith('LIMIT 0')) return { columns: [{ name: 'id', type: 'STRING' }] };
      return {
        columns: ['k', 'v', 'd'].map((name) => ({ name, type: 'STRING' })),
        chunks: [rows.slice(0, 200), rows.slice(200)].map((part) => ({
          ...{ arrow: arrowStream([part]), rowCount: part.length },
        })),
      };
    },
  });
  const env = { DATABRICKS_HOST: fake.host, DATABRICKS_TOKEN: token };
  const { warehouseId, ...access } = resolveCredentials({ env });
  return { workspace: createWorkspace(access), warehouseId, env, close: fake.close };
}
