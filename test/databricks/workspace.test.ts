import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  chooseWarehouse,
  createWorkspace,
  isConflict,
  isGone,
  query,
  runEnd,
} from '../../src/databricks/index.ts';
import { openDatabricksSource } from '../../src/sources/databricks/index.ts';
import { Headrace } from '../support/headrace.ts';
import { shop } from './fixture.ts';
import { type OpenedWorkspace, openTestWorkspace, real, resource } from './test-workspace.ts';

// A cluster takes minutes to start.
const patience = real ? 30 * 60_000 : 30_000;
const poll = { timeout: patience, interval: real ? 5000 : 50 };

const job = resource('HEADRACE_TEST_JOB_ID');
const pipeline = resource('HEADRACE_TEST_PIPELINE_ID');
const table = resource('HEADRACE_TEST_TABLE');
const volume = resource('HEADRACE_TEST_VOLUME');
const project = process.env.HEADRACE_TEST_PROJECT;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
}

describe(`a workspace (${real ? process.env.DATABRICKS_HOST : 'the fake one'})`, {
  timeout: patience,
}, () => {
  let opened: OpenedWorkspace;
  beforeAll(async () => {
    opened = await openTestWorkspace();
  });
  afterAll(() => opened?.close());

  it('knows who we are, and refuses who we are not', async () => {
    expect((await opened.workspace.me()).userName).not.toBe('');
    const { host } = opened.workspace;
    const credentials = { kind: 'token', token: `dapi${'0'.repeat(32)}`, from: 'a test' } as const;
    await expect(createWorkspace({ host, credentials }).me()).rejects.toThrow('HR-DATABRICKS-015');
  });

  it('calls what is not there gone', async () => {
    const { jobs, pipelines, catalog } = opened.workspace;
    const missing = '987654321987654321';
    for (const call of [
      () => jobs.get(missing),
      () => jobs.getRun(missing),
      () => jobs.runNow({ job_id: missing }),
      () => pipelines.get(randomUUID()),
      () => catalog.getTable('no_such_catalog.no_such_schema.t'),
    ]) {
      expect(isGone(await errorOf(call()))).toBe(true);
    }
  });

  it.skipIf(!job)(
    'starts a job once for a token, with parameters, and cancels it (HEADRACE_TEST_JOB_ID)',
    async () => {
      const { jobs } = opened.workspace;
      const job_id = job ?? '';
      const request = { job_id, job_parameters: { batch_id: 'b1' }, idempotency_token: randomUUID() };
      const run = await jobs.runNow(request);
      expect(await jobs.runNow(request)).toBe(run);
      expect((await jobs.getRun(run)).job_parameters).toContainEqual(
        expect.objectContaining({ name: 'batch_id', value: 'b1' }),
      );
      const active = await all(jobs.listRuns({ jobId: job_id, activeOnly: true }));
      expect(active.map(({ run_id }) => run_id)).toContain(run);
      await jobs.cancelRun(run);
      await expect.poll(async () => runEnd(await jobs.getRun(run))?.outcome, poll).toBe('cancelled');
    },
  );

  it.skipIf(!pipeline)(
    'does one update of a pipeline at a time, and tells of it (HEADRACE_TEST_PIPELINE_ID)',
    async () => {
      const { pipelines } = opened.workspace;
      const id = pipeline ?? '';
      const update = await pipelines.startUpdate(id);
      expect(isConflict(await errorOf(pipelines.startUpdate(id)))).toBe(true);
      await pipelines.stop(id);
      await expect
        .poll(async () => (await pipelines.getUpdate(id, update)).state, poll)
        .toMatch(/^(COMPLETED|CANCELED)$/);
      const [newest] = await all(pipelines.listUpdates(id));
      expect(newest?.update_id).toBe(update);
      const oldest = (await all(pipelines.events(id, { order: 'oldest' }))).filter(
        ({ origin }) => origin?.update_id === update,
      );
      expect(oldest.map(({ event_type }) => event_type)).toContain('update_progress');
      const times = oldest.map(({ timestamp }) => Date.parse(timestamp));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    },
  );

  it.skipIf(!table)('is read from by a SQL warehouse, whole and in order (HEADRACE_TEST_TABLE)', async () => {
    const { workspace, warehouseId } = opened;
    const warehouse_id = await chooseWarehouse(workspace, warehouseId);
    const statement = `SELECT count(*) AS n FROM ${table}`;
    const counted = await query(workspace, { statement, warehouse_id });
    const { signal } = new AbortController();
    const source = await openDatabricksSource({
      ...{ workspace, warehouseId: warehouse_id, sourceTable: table ?? '', signal },
    });
    const keys: (string | undefined)[] = [];
    for await (const records of source.read({ id: 'all', bounds: {} }, undefined, signal)) {
      keys.push(...records.map(({ key }) => key));
    }
    expect(String(keys.length)).toBe(counted.result?.data_array?.[0]?.[0]);
  });

  it.skipIf(!volume)('keeps files in a volume (HEADRACE_TEST_VOLUME)', async () => {
    const { files } = opened.workspace;
    const folder = `${volume}/headrace-test-${randomUUID()}`;
    await files.makeFolder(folder);
    const path = `${folder}/a b.txt`;
    await files.upload(path, new TextEncoder().encode('hello'));
    expect(isConflict(await errorOf(files.upload(path, new Uint8Array())))).toBe(true);
    expect((await all(files.list(folder))).map((entry) => entry.path)).toEqual([path]);
    expect(new TextDecoder().decode(await files.download(path))).toBe('hello');
    await files.delete(path);
    expect(isGone(await errorOf(files.download(path)))).toBe(true);
  });

  it.skipIf(real && !project)('runs a project that is deployed (HEADRACE_TEST_PROJECT)', async () => {
    const root = real ? (project ?? '') : shop().root;
    const done = await new Headrace(root, ['run', '--json'], opened.env).end();
    expect(done.ending, done.stdout + done.stderr).toBe(0);
    expect(done.all('run_started')).toMatchObject([{ engine: 'databricks' }]);
    const logs = await new Headrace(root, ['logs', 'last'], opened.env).end();
    expect(logs.stdout).toContain('COMPLETED');
  });
});
