import { readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Headrace } from '../support/headrace.ts';
import { Project, tables } from '../support/project.ts';

const specs = {
  raw: { layer: 'bronze', source: { type: 'csv', path: 'landing', columns: { id: 'bigint' } } },
  copy: { kind: 'streaming_table', sql: 'SELECT id FROM STREAM(raw)' },
  total: { layer: 'gold', sql: 'SELECT count(*) AS n, sum(id) AS s FROM copy' },
} as const;

/** Puts a file into the landing folder the way it should be done: complete at once. */
function land(project: Project, name: string, ids: readonly (number | string)[]): void {
  project.write({ [`.parts/${name}`]: `id\n${ids.join('\n')}\n` });
  renameSync(project.path('.parts', name), project.path('landing', name));
}

function start(project: Project, ...args: string[]): Headrace {
  return project.start(['run', '--mode', 'streaming', '--trigger', '100ms', '--json', ...args]);
}

const totalRows = (rows: number) => (line: { table: string; rows?: number }) =>
  line.table === 'copy' && line.rows === rows;

describe('--mode streaming', () => {
  it('takes files as they come, each row once, and says how many and how late', async () => {
    const project = new Project({ ...tables(specs), 'landing/.keep': '' });
    const run = start(project);
    await run.line('run_started');
    for (let i = 1; i <= 5; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      land(project, `${i}.csv`, [i, i * 10]);
    }
    await run.line('table_finished', totalRows(10));
    await run.line('trigger_finished', ({ built }) => built.includes('total'));
    run.signal('SIGTERM');
    await run.end();
    expect(run.ending).toBe(0);
    expect(await project.query('FROM total')).toEqual([{ n: 10, s: 165 }]);
    const triggers = run.all('trigger_finished');
    expect(triggers.reduce((sum, { rows }) => sum + rows, 0)).toBe(10);
    for (const { lagMs, rows } of triggers) {
      if (rows > 0) expect(lagMs).toBeLessThan(10_000);
    }
    const [record] = await project.history();
    expect(record).toMatchObject({ status: 'done', mode: 'streaming', triggers: triggers.at(-1)?.trigger });
  });

  it('waits for the first file, and writes nothing while nothing comes', async () => {
    const project = new Project(tables(specs));
    const run = start(project);
    await run.line('run_started');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(run.lines.map(({ type }) => type)).toEqual(['run_started']);
    project.write({ 'landing/.keep': '' });
    land(project, '1.csv', [1]);
    await run.line('trigger_finished');
    // The file is compared by content until its time can be trusted, which is noted once.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const before = snapshotOf(project);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(snapshotOf(project)).toEqual(before);
    run.signal('SIGINT');
    await run.end();
    expect(run.ending).toBe(130);
    expect(run.all('trigger_finished')).toHaveLength(1);
  });

  it('tries a failing table again, later and later, and goes on when the cause is gone', async () => {
    const project = new Project({
      ...tables({ ...specs, other: { layer: 'bronze', source: { type: 'csv', path: 'other' } } }),
      'landing/.keep': '',
    });
    land(project, '1.csv', [1]);
    const run = start(project);
    await run.line('table_finished', ({ table }) => table === 'total');
    land(project, '2.csv', [2, 'two']);
    const first = await run.line('table_retry', ({ attempt }) => attempt === 1);
    expect(first).toMatchObject({ table: 'raw', problems: [{ code: 'HR-SOURCE-008' }] });
    // The others do not wait for it.
    project.write({ 'other/1.csv': 'x\n1\n' });
    await run.line('table_finished', ({ table, status }) => table === 'other' && status === 'built');
    const second = await run.line('table_retry', ({ attempt }) => attempt === 2);
    for (const [{ delayMs }, full] of [
      [first, 1000],
      [second, 2000],
    ] as const) {
      expect(delayMs).toBeGreaterThanOrEqual(full / 2);
      expect(delayMs).toBeLessThanOrEqual(full);
    }
    expect(second.at - first.at).toBeGreaterThanOrEqual(first.delayMs);
    project.remove('landing/2.csv');
    land(project, '2-corrected.csv', [2, 22]);
    await run.line('table_finished', totalRows(3));
    run.signal('SIGTERM');
    await run.end();
    expect(run.ending).toBe(0);
    expect(await project.query('FROM total')).toEqual([{ n: 3, s: 25 }]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('finishes the trigger under way after %s', async (signal) => {
    const project = new Project({
      ...tables({
        ...specs,
        copy: {
          ...specs.copy,
          sql: 'SELECT id FROM STREAM(raw) WHERE id + (SELECT count(*) FROM range(3000) a(x), range(40000) b(y) WHERE (x * y) % 7 = 9) > 0',
        },
      }),
      'landing/.keep': '',
    });
    land(project, '1.csv', [1]);
    const run = start(project);
    await run.line('table_started', ({ table }) => table === 'copy');
    run.signal(signal);
    await run.end();
    expect(run.ending).toBe(signal === 'SIGINT' ? 130 : 0);
    expect(run.table('total')).toMatchObject({ status: 'built', rows: 1 });
    expect((await project.history())[0]).toMatchObject({ status: 'done', triggers: 1 });
  });

  it('cancels the trigger under way at the second Ctrl-C', async () => {
    const project = new Project({
      ...tables({
        ...specs,
        copy: {
          ...specs.copy,
          sql: 'SELECT id FROM STREAM(raw) WHERE id + (SELECT count(*) FROM range(10000000) a(x), range(100000) b(y) WHERE (x * y) % 7 = 9) > 0',
        },
      }),
      'landing/.keep': '',
    });
    land(project, '1.csv', [1]);
    const run = start(project);
    await run.line('table_started', ({ table }) => table === 'copy');
    run.signal('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(run.ending).toBeNull();
    run.signal('SIGINT');
    const pressed = Date.now();
    await run.end();
    expect(Date.now() - pressed).toBeLessThan(2000);
    expect(run.ending).toBe(130);
    expect((await project.history())[0]?.status).toBe('interrupted');
  });

  it('starts over once with --full-refresh, not with every trigger', async () => {
    const project = new Project({ ...tables(specs), 'landing/.keep': '' });
    land(project, '1.csv', [1, 2]);
    await project.built();
    const run = start(project, '--full-refresh', '--force');
    await run.line('table_finished', ({ table }) => table === 'total');
    await new Promise((resolve) => setTimeout(resolve, 500));
    land(project, '2.csv', [3]);
    await run.line('table_finished', totalRows(3));
    run.signal('SIGTERM');
    await run.end();
    const reasons = run.all('table_finished').map(({ table, reason }) => `${table}: ${reason}`);
    expect(reasons.slice(0, 5)).toEqual([
      'raw: full refresh',
      'copy: full refresh',
      'total: full refresh',
      'raw: 1 new file',
      'copy: new rows in raw',
    ]);
    expect(await project.values('SELECT id FROM copy ORDER BY id')).toEqual([1, 2, 3]);
  });

  it('merges small files while it runs', async () => {
    const project = new Project({ ...tables(specs), 'landing/.keep': '' });
    const run = start(project, '--trigger', '20ms');
    await run.line('run_started');
    for (let i = 1; i <= 18; i += 1) {
      land(project, `${i}.csv`, [i]);
      await run.line('table_finished', totalRows(i));
    }
    expect(
      run
        .all('table_compacted')
        .map(({ table }) => table)
        .sort(),
    ).toEqual(['copy', 'raw']);
    run.signal('SIGTERM');
    await run.end();
    expect(await project.query('FROM total')).toEqual([{ n: 18, s: 171 }]);
    writeFileSync(project.path('landing', '19.csv'), 'id\n19\n');
    await project.built();
    expect(await project.query('FROM total')).toEqual([{ n: 19, s: 190 }]);
    expect(project.dataFiles().onDisk).toEqual(project.dataFiles().named);
  });

  it('says that small files could not be merged, and goes on', async () => {
    const project = new Project({ ...tables({ raw: specs.raw }), 'landing/.keep': '' });
    const run = start(project, '--trigger', '20ms');
    await run.line('run_started');
    for (let i = 1; i <= 17; i += 1) {
      if (i === 16) {
        const [first = ''] = project.dataFiles().current;
        project.write({ [`.headrace/warehouse/${first}`]: 'damaged' });
      }
      land(project, `${i}.csv`, [i]);
      await run.line('table_finished', ({ rows }) => rows === i);
    }
    run.signal('SIGTERM');
    await run.end();
    expect(run.ending).toBe(0);
    expect(run.problems[0]).toMatchObject({ code: 'HR-ENGINE-011', severity: 'warning' });
    expect(run.all('table_compacted')).toEqual([]);
  });

  it('never empties a table that is read as a whole because its files are late', async () => {
    const project = new Project({
      ...tables({ whole: { ...specs.raw, kind: 'materialized_view' } }),
      'landing/.keep': '',
    });
    land(project, '1.csv', [1, 2]);
    const run = start(project);
    await run.line('table_finished', ({ rows }) => rows === 2);
    project.remove('landing/1.csv');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await project.values('SELECT count(*) FROM whole')).toEqual([2]);
    land(project, '2.csv', [3]);
    await run.line('table_finished', ({ rows }) => rows === 1);
    run.signal('SIGTERM');
    await run.end();
    expect(run.all('table_finished').map(({ reason }) => reason)).toEqual([
      'first build',
      'source files changed',
    ]);
  });
});

/** Every file that Headrace keeps, with size and time. */
function snapshotOf(project: Project): string[] {
  return readdirSync(project.path('.headrace'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .map((path) => {
      const { size, mtimeNs } = statSync(path, { bigint: true });
      return `${path} ${size} ${mtimeNs}`;
    });
}
