import { describe, expect, it } from 'vitest';
import { type Opened, openWorkspace } from './open-workspace.ts';

const id = '9007199254740993';
const loader = {
  name: 'loader',
  max_concurrent_runs: 2,
  parameters: [{ name: 'source_table', default: 'none' }],
  tasks: [
    { task_key: 'load', notebook_task: { notebook_path: '/Shared/load' } },
    {
      task_key: 'check',
      depends_on: [{ task_key: 'load' }],
      notebook_task: { notebook_path: '/Shared/check' },
    },
  ],
};
const seeded = { jobs: [{ job_id: id, settings: loader }] };
const users = [
  { name: 'you@example.com', token: 'fake-token' },
  { name: 'guest@example.com', token: 'guest-token', admin: false },
];
const guest = { authorization: 'Bearer guest-token' };

const runNow = ({ call }: Opened, body: object = {}, headers?: Record<string, string>) =>
  call(
    'POST',
    '/api/2.2/jobs/run-now',
    `{"job_id":${id},${JSON.stringify(body).slice(1)}`.replace(',}', '}'),
    headers,
  );
const state = async ({ call }: Opened, run: string): Promise<unknown> => {
  const answer = await call('GET', `/api/2.2/jobs/runs/get?run_id=${run}`);
  return answer.at('state.result_state') ?? answer.at('state.life_cycle_state');
};

describe('jobs', () => {
  it('are made, read, changed and deleted, with ids that no double can hold', async () => {
    const { call } = await openWorkspace();
    const made = (await call('POST', '/api/2.2/jobs/create', loader)).id('job_id');
    expect(String(Number(made))).not.toBe(made);
    const read = () => call('GET', `/api/2.1/jobs/get?job_id=${made}`);
    expect((await read()).at('settings.name')).toBe('loader');
    await call('POST', '/api/2.2/jobs/reset', `{"job_id":${made},"new_settings":{"name":"other"}}`);
    expect([(await read()).at('settings.name'), (await read()).at('settings.parameters')]).toEqual([
      'other',
      undefined,
    ]);
    await call('POST', '/api/2.2/jobs/delete', `{"job_id":${made}}`);
    const gone = await read();
    expect([gone.status, gone.at('message')]).toEqual([400, `Job ${made} does not exist.`]);
  });

  it('are not found by a rounded id', async () => {
    const opened = await openWorkspace(seeded);
    const rounded = await opened.call('POST', '/api/2.2/jobs/run-now', { job_id: Number(id) });
    expect(rounded.at('message')).toBe('Job 9007199254740992 does not exist.');
    expect((await runNow(opened)).status).toBe(200);
  });

  it('are updated field by field, and their tasks one by one', async () => {
    const { call, workspace } = await openWorkspace(seeded);
    const task = { task_key: 'load', notebook_task: { notebook_path: '/Shared/other' } };
    const change = { new_settings: { tasks: [task] }, fields_to_remove: ['parameters', 'tasks/check'] };
    const answer = await call('POST', '/api/2.2/jobs/update', { job_id: id, ...change });
    expect(answer.status).toBe(200);
    expect(workspace.jobs()[0]?.settings).toMatchObject({ name: 'loader', tasks: [task] });
    expect(workspace.jobs()[0]?.settings).not.toHaveProperty('parameters');
    const broken = await call('POST', '/api/2.2/jobs/update', {
      job_id: id,
      new_settings: { tasks: [{ ...task, task_key: 'new', depends_on: [{ task_key: 'gone' }] }] },
    });
    expect(broken.at('message')).toContain('depends on gone, which the job does not have');
  });

  it.each([
    [{ schedule: { quartz_cron_expression: '0 0 0 * * *', timezone_id: 'UTC' } }, 'must be ?'],
    [{ schedule: { quartz_cron_expression: '0 0 * * *', timezone_id: 'UTC' } }, 'six or seven fields'],
    [{ schedule: { quartz_cron_expression: '0 0 0 ? * SUN', timezone_id: 'Nowhere' } }, 'time zone'],
    [{ tasks: [{ task_key: 'a' }] }, 'exactly one kind of task'],
    [{ tasks: [{ task_key: 'a b', notebook_task: { notebook_path: '/a' } }] }, 'task_key'],
    [{ parameters: { tags: 'daily' } }, 'parameters'],
    [{ email_notifications: { on_error: ['a@example.com'] } }, 'email_notifications.on_error'],
  ])('are refused with %j', async (settings, message) => {
    const { call } = await openWorkspace();
    const answer = await call('POST', '/api/2.2/jobs/create', settings);
    expect([answer.status, answer.at('error_code')]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(answer.at('message')).toContain(message);
  });

  it('are listed in pages, newest first, without what they consist of', async () => {
    const { call } = await openWorkspace({
      jobs: ['a', 'b', 'c'].map((name) => ({ settings: { ...loader, name } })),
    });
    const first = await call('GET', '/api/2.2/jobs/list?limit=2');
    expect(first.text).toMatch(/"name":"c".*"name":"b"/);
    expect(first.text).not.toContain('"tasks"');
    const second = await call('GET', `/api/2.2/jobs/list?limit=2&page_token=${first.at('next_page_token')}`);
    expect([second.at('jobs.0.settings.name'), second.at('next_page_token')]).toEqual(['a', undefined]);
    expect(
      (await call('GET', '/api/2.2/jobs/list?name=B&expand_tasks=true')).at(
        'jobs.0.settings.tasks.0.task_key',
      ),
    ).toBe('load');
  });

  it('show a hundred tasks at a time', async () => {
    const tasks = Array.from({ length: 150 }, (_none, index) => ({
      task_key: `t${index}`,
      notebook_task: { notebook_path: '/a' },
    }));
    const { call } = await openWorkspace({ jobs: [{ job_id: id, settings: { tasks } }] });
    const first = await call('GET', `/api/2.2/jobs/get?job_id=${id}`);
    expect(first.at('settings.tasks.99.task_key')).toBe('t99');
    expect(first.at('settings.tasks.100')).toBeUndefined();
    const next = await call(
      'GET',
      `/api/2.2/jobs/get?job_id=${id}&page_token=${first.at('next_page_token')}`,
    );
    expect(next.at('settings.tasks.0.task_key')).toBe('t100');
  });
});

describe('runs', () => {
  it('go through their states by the clock', async () => {
    const opened = await openWorkspace(seeded);
    const run = (await runNow(opened, { job_parameters: { source_table: 'gold.books' } })).id('run_id');
    const seen = [await state(opened, run)];
    for (const ms of [300, 900]) {
      opened.clock.advance(ms);
      seen.push(await state(opened, run));
    }
    expect(seen).toEqual(['PENDING', 'RUNNING', 'SUCCESS']);
    const answer = await opened.call('GET', `/api/2.2/jobs/runs/get?run_id=${run}`);
    expect(answer.at('job_parameters.0')).toEqual({
      name: 'source_table',
      default: 'none',
      value: 'gold.books',
    });
    expect([
      answer.at('status.state'),
      answer.at('status.termination_details.code'),
      answer.at('run_duration'),
    ]).toEqual(['TERMINATED', 'SUCCESS', 1000]);
  });

  it('start once for a token, however often it comes', async () => {
    const opened = await openWorkspace(seeded);
    const runs = await Promise.all(
      Array.from({ length: 5 }, () => runNow(opened, { idempotency_token: 'books-1' })),
    );
    expect(new Set(runs.map((run) => run.id('run_id'))).size).toBe(1);
    expect(opened.workspace.runs()).toHaveLength(1);
    expect((await runNow(opened, { idempotency_token: 'x'.repeat(65) })).status).toBe(400);
  });

  it('cannot be started again by the token of a deleted one', async () => {
    const opened = await openWorkspace(seeded);
    const run = (await runNow(opened, { idempotency_token: 'books-1' })).id('run_id');
    const remove = () => opened.call('POST', '/api/2.2/jobs/runs/delete', `{"run_id":${run}}`);
    expect((await remove()).at('error_code')).toBe('INVALID_STATE');
    opened.clock.advance(1000);
    expect((await remove()).status).toBe(200);
    expect((await runNow(opened, { idempotency_token: 'books-1' })).at('message')).toContain('was deleted');
  });

  it('are skipped when too many are at work', async () => {
    const opened = await openWorkspace(seeded);
    await runNow(opened);
    await runNow(opened);
    const third = (await runNow(opened)).id('run_id');
    expect(await state(opened, third)).toBe('MAXIMUM_CONCURRENT_RUNS_REACHED');
    expect(opened.workspace.runs()[2]?.lifeCycleState).toBe('SKIPPED');
    opened.clock.advance(1000);
    expect(await state(opened, (await runNow(opened)).id('run_id'))).toBe('PENDING');
  });

  it('wait in a queue where there is one', async () => {
    const opened = await openWorkspace(seeded);
    const queue = { queue: { enabled: true } };
    const runs: string[] = [];
    for (const _run of [1, 2, 3, 4]) runs.push((await runNow(opened, queue)).id('run_id'));
    const states = () => Promise.all(runs.map((run) => state(opened, run)));
    expect(await states()).toEqual(['PENDING', 'PENDING', 'QUEUED', 'QUEUED']);
    await opened.call('POST', '/api/2.2/jobs/runs/cancel', `{"run_id":${runs[0]}}`);
    opened.clock.advance(100);
    expect(await states()).toEqual(['CANCELED', 'PENDING', 'PENDING', 'QUEUED']);
    opened.clock.advance(5000);
    expect(await states()).toEqual(['CANCELED', 'SUCCESS', 'SUCCESS', 'SUCCESS']);
  });

  it('fail as they are told, and say why in the output of a task', async () => {
    const opened = await openWorkspace({
      ...seeded,
      failRun: ({ parameters, attempt }) =>
        parameters.source_table === 'gold.bad' && attempt === 1 ? 'no such table' : undefined,
    });
    const run = (await runNow(opened, { job_parameters: { source_table: 'gold.bad' } })).id('run_id');
    opened.clock.advance(1000);
    const answer = await opened.call('GET', `/api/2.2/jobs/runs/get?run_id=${run}`);
    expect([answer.at('state.result_state'), answer.at('state.state_message')]).toEqual([
      'FAILED',
      'no such table',
    ]);
    expect(answer.at('tasks.1.state.result_state')).toBe('UPSTREAM_FAILED');
    const task = /"task_key":"load","run_id":(\d+)/.exec(answer.text)?.[1];
    const output = await opened.call('GET', `/api/2.2/jobs/runs/get-output?run_id=${task}`);
    expect(output.at('error')).toBe('no such table');
    const whole = await opened.call('GET', `/api/2.2/jobs/runs/get-output?run_id=${run}`);
    expect(whole.at('message')).toContain('multiple tasks is not supported');

    const repair = { rerun_all_failed_tasks: true };
    const repaired = await opened.call('POST', '/api/2.2/jobs/runs/repair', { run_id: run, ...repair });
    expect(repaired.status).toBe(200);
    expect(await state(opened, run)).toBe('PENDING');
    opened.clock.advance(1000);
    expect(await state(opened, run)).toBe('SUCCESS');
    const again = await opened.call('POST', '/api/2.2/jobs/runs/repair', { run_id: run, ...repair });
    expect(again.at('message')).toContain(repaired.id('repair_id'));
  });

  it('time out', async () => {
    const opened = await openWorkspace({
      jobs: [{ job_id: id, settings: { timeout_seconds: 2 } }],
      runMs: 9000,
    });
    const run = (await runNow(opened)).id('run_id');
    opened.clock.advance(2000);
    expect(await state(opened, run)).toBe('TIMEDOUT');
  });

  it('are listed in pages, newest first', async () => {
    const opened = await openWorkspace(seeded);
    const runs: string[] = [];
    for (const _run of [1, 2, 3]) {
      runs.push((await runNow(opened)).id('run_id'));
      opened.clock.advance(600);
    }
    const list = (query: string) => opened.call('GET', `/api/2.2/jobs/runs/list?${query}`);
    expect((await list('limit=1')).id('run_id')).toBe(runs[2]);
    expect((await list('completed_only=true')).id('run_id')).toBe(runs[1]);
    expect((await list('completed_only=true&active_only=true')).status).toBe(400);
    expect((await list(`active_only=true&job_id=${id}`)).at('runs.1')).toBeUndefined();
  });
});

describe('permissions', () => {
  it('are asked of everybody but admins', async () => {
    const opened = await openWorkspace({ ...seeded, users });
    const refused = await runNow(opened, {}, guest);
    expect([refused.status, refused.at('error_code')]).toEqual([403, 'PERMISSION_DENIED']);
    expect(refused.at('message')).toContain('guest@example.com');
    expect((await opened.call('GET', '/api/2.2/jobs/list', undefined, guest)).at('jobs')).toEqual([]);
    const grant = { user_name: 'guest@example.com', permission_level: 'CAN_MANAGE_RUN' };
    const granted = await opened.call('PATCH', `/api/2.0/permissions/jobs/${id}`, {
      access_control_list: [grant],
    });
    expect(granted.at('access_control_list.1.all_permissions.0.permission_level')).toBe('CAN_MANAGE_RUN');
    expect((await runNow(opened, {}, guest)).status).toBe(200);
    const change = await opened.call('POST', '/api/2.2/jobs/delete', `{"job_id":${id}}`, guest);
    expect(change.status).toBe(403);
  });

  it('need one owner', async () => {
    const { call } = await openWorkspace(seeded);
    const put = (access_control_list: unknown) =>
      call('PUT', `/api/2.0/permissions/jobs/${id}`, { access_control_list });
    expect((await put([{ group_name: 'users', permission_level: 'CAN_VIEW' }])).status).toBe(400);
    expect((await put([{ user_name: 'a@example.com', permission_level: 'IS_OWNER' }])).status).toBe(200);
  });
});
