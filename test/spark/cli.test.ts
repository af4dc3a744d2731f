import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { root } from '../../scripts/docs/generate.ts';
import { Project } from '../support/project.ts';
import { describeWithSpark, sharedSpark } from './spark-session.ts';

const minutes = 60_000;
const lastDay = 'data/readings/2026-03-03.json';

/** A copy of the example whose tables are all written in Python, before its last day. */
function sensors(): Project {
  const project = new Project({}, 'headrace sensors é ');
  cpSync(join(root, 'examples/sensors'), project.root, {
    recursive: true,
    filter: (path) => !path.includes('.headrace'),
  });
  project.remove(lastDay);
  return project;
}

/** Processes that know of the project. */
function processesOf(project: Project): string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.includes(project.root));
}

async function untilNoneIsLeft(project: Project): Promise<void> {
  for (let tries = 0; tries < 300 && processesOf(project).length > 0; tries += 1) await wait(100);
  expect(processesOf(project)).toEqual([]);
}

it('says that DuckDB does not run Python, and what does', async () => {
  const { ending, problems } = await sensors().run('--engine', 'duckdb');
  expect(ending).toBe(1);
  expect(problems.map(({ code, place }) => [code, place?.file])).toEqual([
    ['HR-ENGINE-001', 'config.yml'],
    ['HR-ENGINE-001', 'config.yml'],
  ]);
  expect(problems[0]?.message).toContain('pipelines/transformations/bronze/readings.py');
  expect(problems[0]?.hint).toContain('--engine spark');
});

describeWithSpark('headrace run on Spark', () => {
  it('leaves nothing behind when it is killed, goes on from there, and takes each row once', {
    timeout: 10 * minutes,
  }, async () => {
    const project = sensors();
    const killed = project.start(['run', '--json']);
    await killed.line('table_started', () => true, 3 * minutes);
    expect(processesOf(project).join()).toContain('java');
    killed.signal('SIGKILL');
    await killed.end();
    await untilNoneIsLeft(project);
    expect((await project.history()).map(({ status }) => status)).toEqual(['crashed']);

    const stream = project.start(['run', '--mode', 'streaming', '--json']);
    const days = (rows: number): Promise<unknown> =>
      stream.line(
        'table_finished',
        (line) => line.table === 'daily_weather' && line.rows === rows,
        3 * minutes,
      );
    await days(6);
    project.write({ [lastDay]: readFileSync(join(root, 'examples/sensors', lastDay)) });
    await days(9);
    const taken = stream
      .all('table_finished')
      .filter(({ table, status }) => table === 'readings' && status === 'built');
    expect(taken.map(({ rows, rowsAdded }) => [rows, rowsAdded]).at(-1)).toEqual([38, 12]);
    expect(stream.problems.map(({ code }) => code)).toContain('HR-SPARK-008');
    stream.signal('SIGINT');
    expect((await stream.end()).ending).toBe(130);
    await untilNoneIsLeft(project);

    const server = await sharedSpark();
    onTestFinished(() => server.close());
    const session = await server.connect();
    const table = `delta.\`${project.path('.headrace/spark/dev/warehouse/daily_weather')}\``;
    expect(await session.sql(`SELECT * FROM ${table} ORDER BY place, day`)).toEqual(weather);
  });
});

const weather = [
  { place: 'Harbour', day: '2026-03-01', lowest: 9, highest: 14.2, mean: 11.68 },
  { place: 'Harbour', day: '2026-03-02', lowest: 9.8, highest: 16.2, mean: 12.45 },
  { place: 'Harbour', day: '2026-03-03', lowest: 9.4, highest: 16.9, mean: 13.23 },
  { place: 'Old Mill', day: '2026-03-01', lowest: 5.4, highest: 12.5, mean: 8.93 },
  { place: 'Old Mill', day: '2026-03-02', lowest: 8, highest: 12.7, mean: 10.55 },
  { place: 'Old Mill', day: '2026-03-03', lowest: 6.3, highest: 13.1, mean: 9.55 },
  { place: 'Summit', day: '2026-03-01', lowest: -3, highest: 1.1, mean: -1.13 },
  { place: 'Summit', day: '2026-03-02', lowest: -4.1, highest: 4.4, mean: 0.25 },
  { place: 'Summit', day: '2026-03-03', lowest: -3.1, highest: 3.6, mean: 0.2 },
];
