import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Project, tables } from '../support/project.ts';

const long = 'SELECT count(*) AS n FROM range(10000000) a(x), range(100000) b(y) WHERE (x * y) % 7 = 1';

/** A project with two good tables, one of which is now a query of hours. */
async function withLongQuery(): Promise<Project> {
  const project = new Project(
    tables({
      quick: { sql: 'SELECT 1 AS n' },
      slow: { sql: 'SELECT n FROM quick' },
      after: { sql: 'SELECT n FROM slow' },
    }),
  );
  await project.built();
  project.write({ 'transformations/silver/slow.sql': `${long} AND x > (SELECT n FROM quick)` });
  return project;
}

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '(%s) ends a long query soon, and loses nothing',
    async (signal) => {
      const project = await withLongQuery();
      const run = project.start(['run', '--json']);
      await run.line('table_started', ({ table }) => table === 'slow');
      await new Promise((resolve) => setTimeout(resolve, signal === 'SIGINT' ? 400 : 0));
      const pressed = Date.now();
      run.signal(signal);
      await run.end();
      expect(Date.now() - pressed).toBeLessThan(2000);
      expect(run.ending).toBe(130);
      expect(run.outcomes).toMatchObject({ slow: 'cancelled: interrupted', after: 'cancelled: interrupted' });

      expect(await project.query('SELECT slow.n, after.n AS m FROM slow, after')).toEqual([{ n: 1, m: 1 }]);
      expect((await project.history()).map(({ status }) => status)).toEqual(['interrupted', 'done']);
      expect(project.dataFiles().onDisk).toEqual(project.dataFiles().current);
      expect(
        existsSync(project.path('.headrace', 'temp')) && readdirSync(project.path('.headrace', 'temp')),
      ).toEqual(expect.toSatisfy((left) => left === false || left.length === 0));
      project.write({ 'transformations/silver/slow.sql': 'SELECT n + 1 AS n FROM quick' });
      await project.built();
      expect(await project.values('FROM after')).toEqual([2]);
    },
  );
});

describe('a second process', () => {
  it('is refused with exit code 4 and told who writes; the killed one leaves no lock', async () => {
    const project = await withLongQuery();
    const first = project.start(['run', '--json']);
    await first.line('table_started', ({ table }) => table === 'slow');
    const second = await project.run();
    expect(second.ending).toBe(4);
    expect(second.problems).toMatchObject([
      {
        code: 'HR-STATE-003',
        message: expect.stringContaining(`process ${first.child.pid}, \`headrace run --json\``),
      },
    ]);
    first.signal('SIGKILL');
    await first.end();
    project.write({ 'transformations/silver/slow.sql': 'SELECT n FROM quick' });
    await project.built();
    expect((await project.history()).map(({ status }) => status)).toEqual(['done', 'crashed', 'done']);
    expect(project.dataFiles().onDisk).toEqual(project.dataFiles().current);
  });

  it('may query while a run writes, and sees whole versions only', async () => {
    const project = new Project(
      tables({
        // The columns change with the content: a mixture of two versions could not even be read.
        swap: { sql: "SELECT i AS a, 'v' || i AS b FROM range(1000) t(i)", refresh: 'always' },
      }),
    );
    await project.built();
    let stop = false;
    const writing = (async () => {
      for (let i = 0; !stop; i += 1) {
        const names = i % 2 ? 'i AS a, 0 AS c' : "i AS a, 'v' || i AS b";
        project.write({
          'transformations/silver/swap.sql': `SELECT ${names} FROM range(${1000 + i * 7}) t(i)`,
        });
        await project.built();
      }
    })();
    try {
      for (let i = 0; i < 6; i += 1) {
        const [row] = await project.query(
          'SELECT count(*) AS n, max(a) + 1 AS top FROM (SELECT * FROM swap)',
        );
        expect(row?.n).toBe(row?.top);
      }
    } finally {
      stop = true;
      await writing;
    }
  });

  it('does not spill into the same files', async () => {
    const project = new Project(
      tables({ one: { sql: 'SELECT 1 AS x' } }, { storage: { memory_limit: '100MB', threads: 2 } }),
    );
    await project.built();
    const sql = (tag: string): string =>
      `SELECT count(*) FILTER (s <> '${tag}' || i || repeat('x', 40)) AS bad, count(*) AS n
       FROM (SELECT i, '${tag}' || i || repeat('x', 40) AS s FROM range(3000000) t(i) ORDER BY hash(i))`;
    const [a, b] = await Promise.all([project.query(sql('a')), project.query(sql('b'))]);
    expect([a, b]).toEqual([[{ bad: 0, n: 3000000 }], [{ bad: 0, n: 3000000 }]]);
    expect(readdirSync(project.path('.headrace', 'temp'))).toEqual([]);
  });
});

describe('the warehouse folder', () => {
  it('holds no more than the current versions after the next run, and what is not ours', async () => {
    const project = new Project({
      ...tables({
        raw: { layer: 'bronze', source: { type: 'csv', path: 'data' } },
        copy: { sql: 'SELECT * FROM raw' },
      }),
      'data/a.csv': 'id\n1\n',
    });
    for (let i = 0; i < 3; i += 1) {
      project.write({ [`data/${i}.csv`]: `id\n${i}\n` });
      await project.built();
    }
    const stray = project.path('.headrace', 'warehouse', '.DS_Store');
    writeFileSync(stray, 'desktop');
    project.write({ '.headrace/warehouse/copy/killed/part-0.parquet': 'half' });
    await project.built();
    const { onDisk, current } = project.dataFiles();
    expect(onDisk.filter((path) => path !== '.DS_Store')).toEqual(current);
    expect(existsSync(stray)).toBe(true);
  });
});
