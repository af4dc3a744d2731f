import { describe, expect, it } from 'vitest';
import type { ConnectorRunEvent } from '../../src/connectors/index.ts';
import type { FakeWorkspaceOptions } from '../../src/fake-workspace/index.ts';
import { openScene, type Scene, token } from '../databricks/fixture.ts';
import { deployed, plant, runIn } from './operate-fixture.ts';

function scene(options: FakeWorkspaceOptions = {}, settings = {}): Promise<Scene> {
  return openScene({ pipelines: deployed(), ...options }, plant(settings));
}

/** `group: status` in the order in which groups ended. */
function ends(events: readonly ConnectorRunEvent[]): Record<string, string> {
  return Object.fromEntries(
    events.flatMap((event) => (event.type === 'group_finished' ? [[event.group, event.status]] : [])),
  );
}

function post({ workspace }: Scene, path: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${workspace.host}${path}`, { method: 'POST', headers, body: '{}' });
}

describe('connectors run', () => {
  it('runs all groups side by side, and counts their tables and rows', async () => {
    const { events, exitCode, groups } = await runIn(await scene());
    expect(exitCode).toBe(0);
    const types = events.map(({ type }) => type);
    expect(types.lastIndexOf('group_started')).toBeLessThan(types.indexOf('group_finished'));
    expect(types.filter((type) => type === 'table_finished')).toHaveLength(5);
    expect(groups).toMatchObject([
      { group: 'events_append', status: 'done', tablesDone: 1, rows: 3 },
      { group: 'metadata_snapshot', status: 'done', tablesDone: 2, rows: 6 },
      { group: 'timeseries_append', status: 'done', tablesDone: 2, rows: 6 },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'run_finished', status: 'done', done: 3, rows: 15 });
    expect(events.filter(({ type }) => type === 'group_progress').at(-1)).toMatchObject({
      state: 'COMPLETED',
    });
  });

  it('runs the groups that are asked for, by the names of the list or of the bundle', async () => {
    const place = await scene();
    const { groups } = await runIn(place, { groups: ['osipi_events_append', 'metadata_snapshot'] });
    expect(groups.map(({ group }) => group)).toEqual(['events_append', 'metadata_snapshot']);
    expect(place.workspace.updates()).toHaveLength(2);
    await expect(runIn(place, { groups: ['event_append', 'nothing'] })).rejects.toMatchObject({
      exitCode: 2,
      problems: [
        { code: 'HR-CONNECTOR-060', message: expect.stringContaining('Did you mean "events_append"?') },
        { code: 'HR-CONNECTOR-060' },
      ],
    });
    expect(place.workspace.updates()).toHaveLength(2);
  });

  it('leaves the others alone when a group fails, and says what helps', async () => {
    const place = await scene({
      failUpdate: ({ name }) =>
        name.includes('timeseries') ? { message: 'Connection type HTTP is not supported' } : undefined,
    });
    const { events, exitCode, groups } = await runIn(place);
    expect(exitCode).toBe(1);
    expect(ends(events)).toEqual({
      events_append: 'done',
      metadata_snapshot: 'done',
      timeseries_append: 'failed',
    });
    expect(groups[2]?.problems).toMatchObject([
      {
        code: 'HR-CONNECTOR-063',
        message: expect.stringContaining('Connection type HTTP is not supported'),
        hint: expect.stringContaining('create-connection osipi osipi_connection'),
      },
    ]);
    expect(events.at(-1)).toMatchObject({ status: 'failed', done: 2, failed: 1 });
  });

  it('tells the table that failed, once', async () => {
    const place = await scene({
      failUpdate: ({ name }) =>
        name.includes('metadata')
          ? { table: 'osipi.bronze.pi_points', message: '401 Unauthorized' }
          : undefined,
    });
    const { groups } = await runIn(place);
    expect(groups[1]).toMatchObject({ group: 'metadata_snapshot', status: 'failed' });
    expect(groups[1]?.problems).toMatchObject([
      { code: 'HR-CONNECTOR-064', hint: expect.stringContaining('refuses the credentials') },
    ]);
  });

  it('leaves an update alone that somebody else has started, and runs the other groups', async () => {
    const place = await scene();
    const [{ pipelineId = '' } = {}] = place.workspace.pipelines();
    await post(place, `/api/2.0/pipelines/${pipelineId}/updates`);
    const { events, exitCode, groups } = await runIn(place);
    expect(exitCode).toBe(4);
    expect(Object.values(ends(events)).filter((status) => status === 'done')).toHaveLength(2);
    expect(groups.flatMap(({ problems }) => problems)).toMatchObject([{ code: 'HR-DATABRICKS-052' }]);
    expect(place.workspace.updates()).toHaveLength(3);
  });

  it('stops all that it has started when it is interrupted, and follows it to the end', async () => {
    const place = await scene();
    const cancel = new AbortController();
    const { events, exitCode } = await runIn(place, {
      signal: cancel.signal,
      onEvent: ({ type }) => {
        if (type === 'table_finished') cancel.abort();
      },
    });
    expect(exitCode).toBe(130);
    const states = place.workspace.updates().map(({ state }) => state);
    expect(states).toContain('CANCELED');
    expect(states.every((state) => state === 'CANCELED' || state === 'COMPLETED')).toBe(true);
    expect(Object.values(ends(events))).toContain('stopped');
    expect(Object.values(ends(events))).not.toContain('failed');
    expect(events.at(-1)).toMatchObject({ type: 'run_finished', status: 'interrupted' });
    expect(events.flatMap((event) => (event.type === 'warning' ? event.problem.code : []))).toEqual([
      'HR-DATABRICKS-058',
    ]);
  });

  it('starts nothing after an interrupt', async () => {
    const place = await scene();
    const cancel = new AbortController();
    const { events } = await runIn(place, { signal: cancel.signal, onEvent: () => cancel.abort() });
    expect(Object.values(ends(events))).toEqual(['stopped', 'stopped', 'stopped']);
    expect(place.workspace.updates()).toEqual([]);
  });

  it('tells why a pipeline failed in a table that the list does not have', async () => {
    const pipelines = deployed().map((one) => ({
      ...one,
      tables: [...(one.tables ?? []), 'osipi.bronze.extra'],
    }));
    const failUpdate = () => ({ table: 'osipi.bronze.extra', message: 'out of memory' });
    const { groups } = await runIn(await scene({ pipelines, failUpdate }), { groups: ['events_append'] });
    expect(groups).toMatchObject([
      {
        status: 'failed',
        tablesDone: 1,
        problems: [{ code: 'HR-CONNECTOR-063', message: expect.stringContaining('out of memory') }],
      },
    ]);
  });

  it('says that somebody else has stopped a group', async () => {
    const place = await scene();
    const { groups } = await runIn(place, {
      groups: ['metadata_snapshot'],
      onEvent: (event) => {
        if (event.type !== 'table_finished') return;
        for (const { pipelineId } of place.workspace.pipelines())
          void post(place, `/api/2.0/pipelines/${pipelineId}/stop`);
      },
    });
    expect(groups).toMatchObject([{ status: 'failed', problems: [{ code: 'HR-CONNECTOR-065' }] }]);
  });

  it('fails only the group whose pipeline it may not start', async () => {
    let forbidden = '';
    const place = await scene({
      forbid: ({ method, path }) => method === 'POST' && forbidden !== '' && path.includes(forbidden),
    });
    forbidden = place.workspace.pipelines()[0]?.pipelineId ?? '';
    const { events, groups, exitCode } = await runIn(place);
    expect(exitCode).toBe(1);
    expect(Object.values(ends(events)).toSorted()).toEqual(['done', 'done', 'failed']);
    expect(groups.flatMap(({ problems }) => problems)).toMatchObject([{ code: 'HR-DATABRICKS-019' }]);
  });

  it('starts nothing when a pipeline is missing, and names all that are', async () => {
    const [first, ...rest] = deployed();
    const mine = rest.map((one) => ({ ...one, spec: { ...one.spec, name: `[dev anna] ${one.spec.name}` } }));
    const place = await scene({ pipelines: [...(first ? [first] : []), ...mine] });
    await expect(runIn(place)).rejects.toMatchObject({
      exitCode: 2,
      problems: [
        {
          code: 'HR-CONNECTOR-061',
          message: expect.stringContaining('osipi_metadata_snapshot and osipi_timeseries_append'),
          hint: expect.stringContaining('[dev anna] osipi_metadata_snapshot'),
        },
      ],
    });
    expect(place.workspace.updates()).toEqual([]);
  });

  it('finds the pipelines of its target: in development mode those of whoever runs', async () => {
    const targets = { dev: {}, prod: { root_path: '/Workspace/osipi' } };
    const place = await scene({ pipelines: [...deployed(), ...deployed('[dev you] ')] }, { targets });
    const { events } = await runIn(place);
    expect(events[0]).toMatchObject({
      target: 'dev',
      groups: [{ pipeline: '[dev you] osipi_events_append' }, {}, {}],
    });
    const prod = await runIn(place, { target: 'prod', groups: ['events_append'] });
    expect(prod.events[0]).toMatchObject({ groups: [{ pipeline: 'osipi_events_append' }] });
    await expect(runIn(place, { target: 'prd' })).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ code: 'HR-CONNECTOR-058', message: expect.stringContaining('Did you mean "prod"?') }],
    });
  });

  it('does not guess among targets that are all for production', async () => {
    const place = await scene(
      {},
      { targets: { prod: { root_path: '/a' }, eu: { mode: 'production', root_path: '/b' } } },
    );
    await expect(runIn(place)).rejects.toMatchObject({ problems: [{ code: 'HR-CONNECTOR-059' }] });
  });
});
