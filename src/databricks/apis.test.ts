import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type FakeWorkspace,
  type FakeWorkspaceOptions,
  startFakeWorkspace,
} from '../fake-workspace/index.ts';
import { type Credentials, createWorkspace, isConflict, isGone, runEnd, type Workspace } from './index.ts';

const token: Credentials = { kind: 'token', token: 'fake-token', from: 'DATABRICKS_TOKEN' };

/** The client against the fake workspace; waits between attempts take no time. */
async function both(
  options: FakeWorkspaceOptions = {},
  credentials: Credentials = token,
): Promise<{ readonly fake: FakeWorkspace; readonly workspace: Workspace }> {
  const fake = await startFakeWorkspace({ runMs: 0, ...options });
  onTestFinished(() => fake.close());
  const clock = { now: Date.now, sleep: async () => {} };
  return { fake, workspace: createWorkspace({ host: fake.host, credentials, clock }) };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** A job with one task. */
function settings(name: string, parameters: readonly object[] = []): Readonly<Record<string, unknown>> {
  const task = {
    task_key: 'main',
    notebook_task: { notebook_path: '/Workspace/x' },
    existing_cluster_id: 'c1',
  };
  return { name, tasks: [task], ...(parameters.length > 0 && { parameters }) };
}

const missing = '123456789012345678';

describe('jobs', () => {
  it('are made, found by their exact ids, changed, and deleted', async () => {
    const { workspace } = await both();
    const { jobs } = workspace;
    const id = await jobs.create(settings('loader'));
    expect(BigInt(id)).toBeGreaterThan(2n ** 53n);
    expect(await jobs.get(id)).toMatchObject({ job_id: id, settings: { name: 'loader' } });
    await jobs.reset(id, settings('renamed'));
    expect(await all(jobs.list({ name: 'renamed' }))).toMatchObject([{ job_id: id }]);
    expect(await all(jobs.list({ name: 'loader' }))).toEqual([]);
    await jobs.delete(id);
    await expect(jobs.get(id)).rejects.toThrow(
      `HR-DATABRICKS-020: The workspace ${workspace.host} does not have job ${id}`,
    );
  });

  it('are listed page by page', async () => {
    const { workspace, fake } = await both({
      jobs: Array.from({ length: 250 }, (_, index) => ({ settings: settings(`job ${index}`) })),
    });
    expect(new Set((await all(workspace.jobs.list())).map(({ job_id }) => job_id)).size).toBe(250);
    const before = fake.requests.length;
    for await (const _ of workspace.jobs.list()) break;
    expect(fake.requests.length - before).toBe(1);
  });

  it('run once for each call, also when its answer is lost', async () => {
    let lose = true;
    const { workspace, fake } = await both({
      fault: ({ path }) => {
        if (!lose || !path.endsWith('/run-now')) return undefined;
        lose = false;
        return { kind: 'lose-answer' };
      },
    });
    const job_id = await workspace.jobs.create(settings('loader', [{ name: 'batch_id', default: '' }]));
    const run = await workspace.jobs.runNow({ job_id, job_parameters: { batch_id: '1' } });
    expect(fake.runs()).toMatchObject([{ runId: run, parameters: { batch_id: '1' } }]);
    const other = await workspace.jobs.runNow({ job_id, idempotency_token: 'a' });
    expect(await workspace.jobs.runNow({ job_id, idempotency_token: 'a' })).toBe(other);
    expect(fake.runs()).toHaveLength(2);
    expect(await workspace.jobs.getRun(run)).toMatchObject({
      run_id: run,
      job_id,
      state: { life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' },
    });
    expect(
      (await all(workspace.jobs.listRuns({ jobId: job_id }))).map(({ run_id }) => run_id).sort(),
    ).toEqual([run, other].sort());
  });

  it('are cancelled, and say why they failed', async () => {
    const { workspace } = await both({ runMs: 60_000 });
    const job_id = await workspace.jobs.create(settings('slow'));
    const run = await workspace.jobs.runNow({ job_id });
    await workspace.jobs.cancelRun(run);
    expect((await workspace.jobs.getRun(run)).state?.life_cycle_state).toMatch(/TERMINAT/);
    const failing = await both({ failRun: () => 'no disk' });
    const broken = await failing.workspace.jobs.create(settings('broken'));
    const failed = await failing.workspace.jobs.getRun(
      await failing.workspace.jobs.runNow({ job_id: broken }),
    );
    expect(failed.state).toMatchObject({
      result_state: 'FAILED',
      state_message: expect.stringContaining('no disk'),
    });
    const [task] = failed.tasks ?? [];
    expect(await failing.workspace.jobs.getRunOutput(task?.run_id ?? '')).toMatchObject({
      error: expect.stringContaining('no disk'),
    });
  });

  it('go on after a repair, as the same run', async () => {
    let broken = true;
    const { workspace } = await both({ failRun: () => (broken ? 'no disk' : undefined) });
    const { jobs } = workspace;
    const job_id = await jobs.create(settings('flaky', [{ name: 'batch_id', default: '0' }]));
    const run = await jobs.runNow({ job_id, job_parameters: { batch_id: '1' } });
    expect(runEnd(await jobs.getRun(run))).toMatchObject({ outcome: 'failed', message: 'no disk' });
    const first = await jobs.repairRun(run);
    broken = false;
    const second = await jobs.repairRun(run, { jobParameters: { batch_id: '2' } });
    expect(new Set([first, second, run]).size).toBe(3);
    const repaired = await jobs.getRun(run);
    expect(runEnd(repaired)).toMatchObject({ outcome: 'succeeded' });
    expect(repaired.job_parameters).toEqual([{ name: 'batch_id', default: '0', value: '2' }]);
  });

  it('that are deleted between two calls are gone, in all of them', async () => {
    const { workspace } = await both();
    const { jobs, permissions } = workspace;
    const calls = [
      () => jobs.get(missing),
      () => jobs.runNow({ job_id: missing }),
      () => jobs.getRun(missing),
      () => jobs.cancelRun(missing),
      () => permissions.get('jobs', missing),
    ];
    for (const call of calls) expect(isGone(await call().catch((error: unknown) => error))).toBe(true);
  });
});

describe('pipelines', () => {
  const spec = {
    name: 'shop_main',
    catalog: 'main',
    schema: 'shop',
    serverless: true,
    libraries: [{ glob: { include: '/Workspace/x/**' } }],
  };

  it('are made, found by name, changed, and deleted', async () => {
    const { workspace } = await both({
      pipelines: Array.from({ length: 120 }, (_, n) => ({ spec: { ...spec, name: `p${n}` } })),
    });
    const { pipelines } = workspace;
    const id = await pipelines.create(spec);
    expect(await all(pipelines.list({ name: 'shop%' }))).toMatchObject([
      { pipeline_id: id, name: 'shop_main' },
    ]);
    expect(await all(pipelines.list())).toHaveLength(121);
    await pipelines.update(id, { ...spec, name: 'shop_other' });
    expect(await pipelines.get(id)).toMatchObject({ name: 'shop_other' });
    await pipelines.delete(id);
    expect(isGone(await pipelines.get(id).catch((error: unknown) => error))).toBe(true);
  });

  it('are updated by tables, one update at a time, and tell of it', async () => {
    const { workspace, fake } = await both({
      runMs: 300,
      pipelines: [{ pipeline_id: 'p1', spec, tables: ['main.shop.orders', 'main.shop.people'] }],
    });
    const { pipelines } = workspace;
    const update = await pipelines.startUpdate('p1', {
      refresh_selection: ['orders'],
      full_refresh_selection: ['people'],
    });
    expect(fake.updates()).toMatchObject([
      { updateId: update, refreshSelection: ['orders'], fullRefreshSelection: ['people'] },
    ]);
    const second = await pipelines.startUpdate('p1').catch((error: unknown) => error);
    expect(isConflict(second)).toBe(true);
    await expect
      .poll(async () => (await pipelines.getUpdate('p1', update)).state, { timeout: 5000 })
      .toBe('COMPLETED');
    const oldest = await all(pipelines.events('p1', { order: 'oldest' }));
    const newest = await all(pipelines.events('p1', { order: 'newest' }));
    expect(oldest.map(({ id }) => id)).toEqual(newest.map(({ id }) => id).reverse());
    expect(new Set(oldest.map(({ origin }) => origin?.update_id))).toEqual(new Set([update]));
    expect(oldest.map(({ event_type }) => event_type)).toEqual(
      expect.arrayContaining(['create_update', 'flow_progress']),
    );
    expect(await all(pipelines.events('p1', { filter: "level in ('ERROR')" }))).toEqual([]);
    expect(await all(pipelines.listUpdates('p1'))).toMatchObject([{ update_id: update }]);
  });

  it('stop', async () => {
    const { workspace } = await both({
      runMs: 60_000,
      pipelines: [{ pipeline_id: 'p1', spec, tables: ['orders'] }],
    });
    const update = await workspace.pipelines.startUpdate('p1');
    await workspace.pipelines.stop('p1');
    expect((await workspace.pipelines.getUpdate('p1', update)).state).toMatch(/STOPPING|CANCELED/);
  });
});

describe('files', () => {
  it('of volumes are written, listed, read, and deleted', async () => {
    const { workspace } = await both({ files: { '/Volumes/main/shop/files/old.txt': 'old' } });
    const { files } = workspace;
    const folder = '/Volumes/main/shop/files/new folder';
    await files.makeFolder(folder);
    const content = Uint8Array.from([0, 1, 2, 255]);
    await files.upload(`${folder}/a#b?.bin`, content);
    expect(
      isConflict(await files.upload(`${folder}/a#b?.bin`, content).catch((error: unknown) => error)),
    ).toBe(true);
    await files.upload(`${folder}/a#b?.bin`, content, { overwrite: true });
    expect(await files.download(`${folder}/a#b?.bin`)).toEqual(content);
    expect(await all(files.list(folder))).toMatchObject([
      { name: 'a#b?.bin', is_directory: false, file_size: 4 },
    ]);
    await files.delete(`${folder}/a#b?.bin`);
    expect(isGone(await files.download(`${folder}/a#b?.bin`).catch((error: unknown) => error))).toBe(true);
  });

  it('of the workspace are imported, listed, and deleted', async () => {
    const { workspace, fake } = await both();
    const { objects } = workspace;
    const folder = '/Users/you@example.com/shop';
    await objects.makeFolder(folder);
    await objects.import({ path: `${folder}/manifest.json`, content: Buffer.from('{"é":1}') });
    expect(Buffer.from(fake.files().get(`${folder}/manifest.json`) ?? []).toString()).toBe('{"é":1}');
    expect(await objects.get(folder)).toMatchObject({ object_type: 'DIRECTORY' });
    expect(await objects.list(folder)).toMatchObject([
      { path: `${folder}/manifest.json`, object_type: 'FILE' },
    ]);
    await objects.delete(folder, { recursive: true });
    expect(isGone(await objects.get(folder).catch((error: unknown) => error))).toBe(true);
  });
});

describe('the rest', () => {
  it('permissions are read, added, and replaced', async () => {
    const { workspace } = await both();
    const { permissions, jobs } = workspace;
    const id = await jobs.create(settings('loader'));
    const levels = async (): Promise<unknown[]> =>
      (await permissions.get('jobs', id)).flatMap(({ group_name, all_permissions = [] }) =>
        group_name === undefined || group_name === 'admins'
          ? []
          : [[group_name, ...all_permissions.map((one) => one.permission_level)]],
      );
    await permissions.add('jobs', id, [{ group_name: 'people', permission_level: 'CAN_VIEW' }]);
    await permissions.add('jobs', id, [{ group_name: 'robots', permission_level: 'CAN_MANAGE_RUN' }]);
    expect(await levels()).toEqual([
      ['people', 'CAN_VIEW'],
      ['robots', 'CAN_MANAGE_RUN'],
    ]);
    await permissions.set('jobs', id, [
      { user_name: 'you@example.com', permission_level: 'IS_OWNER' },
      { group_name: 'robots', permission_level: 'CAN_VIEW' },
    ]);
    expect(await levels()).toEqual([['robots', 'CAN_VIEW']]);
  });

  it('tables and warehouses are listed, and we know who we are', async () => {
    const { workspace } = await both({
      tables: [
        { full_name: 'main.shop.orders' },
        { full_name: 'main.shop.people' },
        { full_name: 'main.x.y' },
      ],
    });
    expect(
      (await all(workspace.catalog.listTables('main', 'shop'))).map(({ full_name }) => full_name),
    ).toEqual(['main.shop.orders', 'main.shop.people']);
    expect(await workspace.catalog.getTable('main.x.y')).toMatchObject({ full_name: 'main.x.y' });
    const [warehouse] = await all(workspace.warehouses.list());
    expect(await workspace.warehouses.get(warehouse?.id ?? '')).toEqual(warehouse);
    expect(await workspace.me()).toMatchObject({ userName: 'you@example.com' });
  });

  it('statements are cancelled, and end in words', async () => {
    const { workspace } = await both({ runMs: 60_000, answer: () => ({}) });
    const started = await workspace.statements.start(
      { statement: 'SELECT 1', warehouse_id: 'fake0000warehouse' },
      { waitS: 0 },
    );
    expect(started.status.state).toBe('PENDING');
    await workspace.statements.cancel(started.statement_id);
    expect((await workspace.statements.get(started.statement_id)).status.state).toBe('CANCELED');
  });
});

describe('who we are', () => {
  const servicePrincipals = [{ name: 'robot', clientId: 'robot-1', clientSecret: 'very:secret' }];
  const robot: Credentials = {
    kind: 'client',
    clientId: 'robot-1',
    clientSecret: 'very:secret',
    from: 'DATABRICKS_CLIENT_ID',
  };

  it('a service principal works for hours, though its tokens end', async () => {
    let now = Date.now();
    const clock = { now: () => now, sleep: async () => {} };
    const fake = await startFakeWorkspace({ servicePrincipals, clock });
    onTestFinished(() => fake.close());
    const workspace = createWorkspace({ host: fake.host, credentials: robot, clock });
    for (let hour = 0; hour < 3; hour += 1) {
      expect(await workspace.me()).toMatchObject({ userName: expect.stringMatching(/robot/) });
      now += 3_700_000;
    }
    expect(fake.requests.filter(({ path }) => path === '/oidc/v1/token')).toHaveLength(3);
  });

  it('also where its clock stood still meanwhile, and its token is refused', async () => {
    let now = Date.now();
    const fake = await startFakeWorkspace({
      servicePrincipals,
      clock: { now: () => now, sleep: async () => {} },
    });
    onTestFinished(() => fake.close());
    const workspace = createWorkspace({ host: fake.host, credentials: robot });
    await workspace.me();
    now += 3_700_000;
    expect(await workspace.me()).toBeDefined();
  });

  it.each([
    ['a wrong token', { ...token, token: 'wrong-token-1' }, '015'],
    ['a wrong secret', { ...robot, clientSecret: 'wrong-secret-1' }, '016'],
  ] as const)('%s is told', async (_name, credentials, code) => {
    const { workspace } = await both({ servicePrincipals }, credentials);
    const failure = workspace.me();
    await expect(failure).rejects.toThrow(`HR-DATABRICKS-${code}`);
    await expect(failure).rejects.not.toThrow(/wrong-/);
  });

  it('somebody without a right is told which', async () => {
    const users = [
      { name: 'boss@example.com', token: 'boss-token' },
      { name: 'me@example.com', token: 'fake-token', admin: false },
    ];
    const { workspace } = await both({ users, jobs: [{ job_id: '7', settings: settings('theirs') }] });
    await expect(workspace.jobs.runNow({ job_id: '7' })).rejects.toThrow(
      /HR-DATABRICKS-019: .* does not let us start job 7/,
    );
  });
});

it('a throttled workspace is waited for', async () => {
  const { workspace, fake } = await both({ throttle: { every: 2, retryAfterS: 1 } });
  for (let n = 0; n < 10; n += 1) await workspace.me();
  expect(fake.requests.length).toBeGreaterThan(15);
});

describe('connections', () => {
  const request = {
    ...{ name: 'osipi', connection_type: 'COMMUNITY' },
    options: { sourceName: 'osipi', access_token: 'very:secret' },
  };

  it('are made once, and listed', async () => {
    const { workspace } = await both();
    const { connections } = workspace;
    await connections.create(request);
    expect(await connections.get('osipi')).toMatchObject({ connection_type: 'COMMUNITY' });
    expect(await all(connections.list())).toMatchObject([{ name: 'osipi' }]);
    const again = await connections.create(request).catch((error: unknown) => error);
    expect(isConflict(again)).toBe(true);
    expect(isGone(await connections.get('other').catch((error: unknown) => error))).toBe(true);
  });

  it('keep what they hold out of messages, also where the workspace repeats it', async () => {
    const body = JSON.stringify({ error_code: 'INVALID_PARAMETER_VALUE', message: 'Bad option very:secret' });
    const { workspace } = await both({
      fault: () => ({
        ...{ kind: 'answer', status: 400, body },
        headers: { 'content-type': 'application/json' },
      }),
    });
    await expect(workspace.connections.create(request)).rejects.toThrow(
      'refuses to create connection "osipi" (400): Bad option ***',
    );
  });
});
