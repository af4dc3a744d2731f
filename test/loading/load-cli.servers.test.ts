import { expect, it } from 'vitest';
import { describeWithDelta } from '../servers/delta.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import type { Headrace } from '../support/headrace.ts';
import { count, documents, LoadBench } from './load-bench.ts';

/** Saved often, so that there is something to go on from. */
const limits = JSON.stringify({ windowRecords: 400, checkpointRecords: 200, leaseMs: 10_000 });

describeWithServers('headrace load, as a process', ['elasticsearch'], (servers) => {
  const bench = (): { b: LoadBench; p: string; start: Start } => {
    const p = servers.elasticsearch.freshPrefix();
    const { url } = servers.elasticsearch;
    const b = new LoadBench({ url, prefix: p });
    return { b, p, start: starter(b, url) };
  };

  it.each([
    ['load:after-write:4', 'resume'],
    ['load:before-checkpoint:1', 'full'],
    ['load:after-checkpoint:4', 'resume'],
  ])('killed at %s goes on with the version that it began with', async (crash, mode) => {
    const { b, p, start } = bench();
    await b.parquet('t/1.parquet', 3000, "i AS n, 'before' AS title");
    const args = ['--source-table', './t', '--data-source', 'a', '--json'];
    const killed = await start(args, { HEADRACE_CRASH_AT: crash }).end();
    expect(killed.ending).toBe('SIGKILL');
    // What comes later belongs to the next load.
    await b.parquet('t/2.parquet', 3001, "i AS n, 'after' AS title");
    const { ending, stdout } = await start(args).end();
    expect([ending, stdout]).toEqual([0, expect.stringContaining(`"mode":"${mode}"`)]);
    const found = await documents(servers.elasticsearch.url, `${p}a`);
    const rows = mode === 'resume' ? 3000 : 3001;
    expect([found.size, found.get('2999')?.title]).toEqual([rows, mode === 'resume' ? 'before' : 'after']);
  });

  it('interrupted while several run says so of each, and goes on with all', async () => {
    const { b, p, start } = bench();
    for (const name of ['a', 'b', 'c']) await b.parquet(`${name}.parquet`, 3000);
    b.jobs(
      ['a', 'b', 'c'].map((name) => ({ source_table: `${name}.parquet`, data_source: name, batch_id: 'n' })),
    );
    const args = ['--jobs', 'jobs.json', '--parallel', '2'];
    const stopped = start([...args, '--json'], {
      HEADRACE_LOAD_LIMITS: JSON.stringify({ windowRecords: 100, checkpointRecords: 20 }),
    });
    while (!stopped.stdout.includes('load_progress')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    stopped.signal('SIGINT');
    await stopped.end();
    expect(stopped.ending).toBe(130);
    expect(stopped.stdout).toMatch(/"exitCode":130,"loads":\[.*"load":"c".*"status":"not started"/);
    expect(stopped.stdout).toMatch(/"type":"load_failed".*"status":"interrupted".*HR-LOAD-001/);

    const done = await start(args).end();
    expect([done.ending, done.stderr]).toEqual([0, '']);
    const table = done.stdout.slice(done.stdout.indexOf('LOAD '));
    expect(table.split('\n').map((line) => line.trim().split(/ {2,}/).slice(0, 7))).toEqual([
      ['LOAD', 'INDEX', 'STATUS', 'READ', 'STORED', 'STALE', 'DEAD'],
      ...['a', 'b', 'c'].map((name) => [name, p + name, 'done', '3,000', '3,000', '0', '0']),
      [''],
    ]);
    const again = await start([...args, '--quiet']).end();
    expect([again.ending, again.stdout]).toEqual([0, '']);
    expect(await count(servers.elasticsearch.url, `${p}c`)).toBe(3000);
  });

  it('lets numbers of an embedded index be filtered and sorted by, and tells of fields that are not there', async () => {
    const { b, p } = bench();
    await b.parquet('t.parquet', 40);
    const env = { ES_NODES: '', ELASTICSEARCH_URL: '' };
    b.project.write({ 'config.yml': `search:\n  indexes:\n    ${p}n: {id: id, text: title}\n` });
    const loading = ['load', '--source-table', 't.parquet', '--data-source', `${p}n`];
    const loaded = await b.project.start(loading, env).end();
    expect([loaded.ending, loaded.stderr]).toEqual([0, '']);
    b.project.write({ 'config.yml': `search:\n  indexes:\n    ${p}n: {id: id, text: [title, titel]}\n` });
    const misspelt = await b.project.start([...loading, '--dry-run'], env).end();
    expect(misspelt.stdout).toContain(
      `"text" of index "${p}n" names "titel", which its documents do not have. Did you mean "title"?`,
    );
    const query = ['search', 'row', '--filter', 'price>=57', '--sort', 'price:desc', '--json'];
    const found = await b.project.start(query, env).end();
    expect([found.ending, found.stderr]).toEqual([0, '']);
    const hits: { hits: readonly { id: string }[] } = JSON.parse(found.stdout);
    expect(hits.hits.map(({ id }) => id)).toEqual(['39', '38']);
  });

  it('takes the variables of the original job, and keeps a history', async () => {
    const { b, p, start } = bench();
    await b.parquet('t.parquet', 10);
    const job = { SOURCE_TABLE: 't.parquet', DATA_SOURCE: 'a', BATCH_ID: 'b1' };
    const first = await start(['--dead-letters', 'dead'], job).end();
    expect([first.ending, first.stdout]).toEqual([
      0,
      expect.stringMatching(/✓ .*a: 10 records read and 10 stored/),
    ]);
    const second = await start([], job).end();
    expect([second.ending, second.stdout]).toEqual([0, `✓ ${p}a: already loaded\n`]);
    const third = await start([], { DATA_SOURCE: 'a', ES_NODES: ' ' }).end();
    expect([third.ending, third.stderr]).toEqual([
      2,
      expect.stringContaining('needs --source-table (SOURCE_TABLE).'),
    ]);
    const failing = await start(['--jobs', b.jobs([{ source_table: 'no', data_source: 'b' }])]).end();
    expect([failing.ending, failing.stderr]).toEqual([
      2,
      expect.stringMatching(/✗ b: failed\nerror HR-LOADSOURCE-002/),
    ]);
    expect(failing.stdout).toContain('1 load of 1 is not done.');

    const { stdout } = await b.project.start(['loads', '--json']).end();
    expect(JSON.parse(stdout)).toMatchObject([
      {
        ...{
          status: 'done',
          source_table: 't.parquet',
          data_source: 'a',
          batch_id: 'b1',
          output_es_index: `${p}a`,
        },
        ...{ n_input_records: 10, n_output_records: 10, n_failed_records: 0, load_finished: true },
      },
    ]);
    const listed = await b.project.start(['loads']).end();
    expect(listed.stdout).toMatch(/STARTED .*BATCH.*\n.*done +a +t\.parquet +\S+a +b1 +full +10 +10 +0 /);
  });
});

type Start = (args: readonly string[], env?: Readonly<Record<string, string>>) => Headrace;

function starter(b: LoadBench, url: string, more: Readonly<Record<string, string>> = {}): Start {
  const variables = { ELASTICSEARCH_URL: '', SOURCE_TABLE: '', DATA_SOURCE: '', BATCH_ID: '' };
  const env = { ...variables, ES_NODES: url, HEADRACE_LOAD_LIMITS: limits, ...more };
  return (args, own) => b.project.start(['load', ...args], { ...env, ...own });
}

await describeWithDelta('with Delta tables', ({ commit, extensions }) => {
  describeWithServers('headrace load', ['elasticsearch'], (servers) => {
    it('goes on at the version of the table that it began with, and takes the newest the next time', async () => {
      const p = servers.elasticsearch.freshPrefix();
      const { url } = servers.elasticsearch;
      const b = new LoadBench({ url, prefix: p });
      const start = starter(b, url, { HEADRACE_DUCKDB_EXTENSIONS: extensions });
      const ids = Array.from({ length: 2000 }, (_, id) => id);
      const rows = (title: string, some: readonly number[]): Parameters<typeof commit>[1][number] => ({
        write: { id: ['int64', some], title: ['string', some.map(() => title)] },
      });
      const table = b.project.path('sourceA');
      await commit(table, [rows('one', ids), { delete: 'id = 5' }]);
      const args = ['--source-table', table, '--data-source', 'a', '--json'];
      const killed = await start(args, { HEADRACE_CRASH_AT: 'load:after-write:3' }).end();
      expect([killed.ending, killed.stderr]).toEqual(['SIGKILL', '']);
      await commit(table, [rows('two', [3, 5, 9000]), { delete: "title = 'one' AND id = 7" }]);

      const resumed = await start(args).end();
      expect([resumed.ending, resumed.stdout]).toEqual([0, expect.stringContaining('"mode":"resume"')]);
      const before = await documents(url, `${p}a`);
      expect([before.size, before.has('5'), before.get('3')?.title]).toEqual([1999, false, 'one']);

      // A new load appends what the newest version has; what that has no more, stays.
      const next = await start(args).end();
      expect([next.ending, next.stdout]).toEqual([0, expect.stringContaining('"mode":"full"')]);
      const after = await documents(url, `${p}a`);
      expect([after.size, after.has('7'), after.get('5')?.title, after.has('9000')]).toEqual([
        ...[2001, true, 'two', true],
      ]);
    });
  });
});
