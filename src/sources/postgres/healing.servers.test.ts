import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import { startPostgres } from '../../../test/servers/postgres.ts';
import type { Clock } from '../../kernel/index.ts';
import type { SourceRecord } from '../../load/index.ts';
import { type PostgresSource, type PostgresSourceOptions, postgresSource } from './postgres-source.ts';
import type { ReadInterruption } from './range-producer.ts';
import { execute, forever, hastyClock, keysOf } from './testing/tables.ts';

const rows = 40_000;
/** More than may wait between server and reader, so that a slow reader is always in the middle. */
const createLarge = `CREATE TABLE large (k text COLLATE "C" PRIMARY KEY, fill text);
  INSERT INTO large SELECT md5(i::text), repeat('x', 900) FROM generate_series(1, ${rows}) i`;

/** Reads everything, and does something after each of the first batches. */
async function readWhile(
  source: PostgresSource,
  times: number,
  disturb: () => Promise<unknown>,
): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  let left = times;
  for (const range of await source.ranges(forever))
    for await (const batch of source.read(range, undefined, forever)) {
      records.push(...batch);
      if (left-- > 0) await disturb();
    }
  return records;
}

describeWithServers('reading that Postgres interrupts', ['postgres', 'own postgres'], (servers) => {
  let url = '';
  let expected: unknown[] = [];
  beforeAll(async () => {
    url = await servers.postgres.freshDatabase();
    await execute(url, createLarge, 'ANALYZE large');
    expected = (await execute(url, 'SELECT k FROM large ORDER BY k')).flat();
  });

  async function open(options: Partial<PostgresSourceOptions> = {}) {
    const interruptions: ReadInterruption[] = [];
    const source = await postgresSource({
      settings: { url },
      table: 'large',
      clock: hastyClock,
      random: () => 0.5,
      onInterruption: (interruption) => interruptions.push(interruption),
      ...options,
    });
    return { source, interruptions };
  }

  const terminate = (): Promise<unknown> =>
    execute(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'headrace' AND datname = current_database()`,
    );

  it.each([
    { strategy: 'pages', pageRows: 3000 },
    { strategy: 'copy', ranges: 1 },
  ] as const)(
    'goes on when its session is ended, without loss and without repetition (%o)',
    async (options) => {
      const { source, interruptions } = await open(options);
      const records = await readWhile(source, 5, terminate);
      expect(keysOf(records)).toEqual(expected);
      expect(interruptions.length).toBeGreaterThan(0);
      expect(interruptions[0]).toEqual({
        range: 'keys-1',
        // What the server said last, or that it is gone: whichever arrives first.
        reason: expect.stringMatching(/administrator command|connection error|connection terminated/i),
        attempt: 1,
        waitMs: 375,
      });
    },
  );

  it('takes smaller pages where a statement may not take long', async () => {
    const name = new URL(url).pathname.slice(1);
    await execute(
      url,
      'CREATE TABLE slow AS SELECT i AS k FROM generate_series(1, 300) i; ALTER TABLE slow ADD PRIMARY KEY (k)',
    );
    const mapping = { computed: { wait: 'pg_sleep(0.002)::text' } };
    for (const strategy of ['pages', 'copy'] as const) {
      const { source, interruptions } = await open({ table: 'slow', mapping, pageRows: 1000, strategy });
      await execute(url, `ALTER DATABASE ${name} SET statement_timeout = '150ms'`);
      const records = await readWhile(source, 0, async () => undefined);
      await execute(url, `ALTER DATABASE ${name} RESET statement_timeout`);
      expect(keysOf(records)).toEqual(Array.from({ length: 300 }, (_, at) => String(at + 1)));
      expect(interruptions[0]?.reason).toBe('canceling statement due to statement timeout');
      expect(Math.max(...interruptions.map(({ attempt }) => attempt))).toBeLessThan(3);
    }
  });

  it('holds no transaction open while pages wait for a slow reader', async () => {
    const { source } = await open({ pageRows: 2000 });
    const [range] = await source.ranges(forever);
    if (range === undefined) throw new Error('no range');
    let seen: unknown[][] = [];
    for await (const _ of source.read(range, undefined, forever)) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const states =
        "SELECT DISTINCT state FROM pg_stat_activity WHERE application_name = 'headrace' AND datname = current_database()";
      seen = await execute(url, states);
      break;
    }
    expect(seen).toEqual([['idle']]);
  });

  it('leaves no session behind when the reader stops or is told to', async () => {
    const { source } = await open({ strategy: 'copy', ranges: 1 });
    const [range] = await source.ranges(forever);
    if (range === undefined) throw new Error('no range');
    for await (const _ of source.read(range, undefined, forever)) break;
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of source.read(range, undefined, controller.signal)) controller.abort();
    })();
    await expect(reading).rejects.toThrow(/abort/);
    await expect
      .poll(() =>
        execute(
          url,
          "SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'headrace' AND datname = current_database()",
        ),
      )
      .toEqual([[0]]);
  });

  it('reports what waiting does not change', async () => {
    await execute(url, 'CREATE TABLE gone (k int PRIMARY KEY)');
    const { source, interruptions } = await open({ table: 'gone' });
    await execute(url, 'DROP TABLE gone');
    await expect(readWhile(source, 0, async () => undefined)).rejects.toThrow(
      'HR-POSTGRES-018: A query on "public.gone" failed: relation "public.gone" does not exist.',
    );
    expect(interruptions).toEqual([]);
  });

  it('outlives the server, and gives up a server that stays away', async () => {
    const server = await startPostgres();
    onTestFinished(() => server.stop());
    await execute(server.url, createLarge);
    let away = 2;
    const clock: Clock = {
      now: () => 0,
      sleep: async () => {
        if (--away === 0) await server.restart();
      },
    };
    const { source, interruptions } = await open({ settings: { url: server.url }, clock, maxAttempts: 4 });
    const records = await readWhile(source, 1, () => server.kill());
    expect(keysOf(records)).toEqual(expected);
    expect(interruptions).toHaveLength(2);

    const failed = readWhile(source, 1, () => server.kill());
    await expect(failed).rejects.toMatchObject({ exitCode: 5 });
    const text: unknown = await failed.catch((error: unknown) => JSON.stringify(error));
    expect(text).toMatch(/HR-POSTGRES-017.*given up after 4 attempts without progress, behind key/);
    expect(text).not.toContain(new URL(server.url).password);
  }, 60_000);
});
