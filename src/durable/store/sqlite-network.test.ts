import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { type Context, type Message, Never } from '@resonatehq/sdk';
import { describe, expect, it } from 'vitest';
import { HeadraceError, type Problem } from '../../kernel/index.ts';
import type { Change } from './changes.ts';
import { create, encoded, head, networkOf, resonateOver, temporaryStore, until } from './testing/fixtures.ts';
import { ManualClock } from './testing/manual-clock.ts';

const worker = { 'resonate:target': 'poll://any@default' };

describe('workflows of the SDK', () => {
  it('run steps, wait for somebody outside, sleep, call others, and see errors', async () => {
    const network = networkOf(temporaryStore());
    const resonate = resonateOver(network, network.pid);
    resonate.register('double', (_: Context, x: number) => x * 2);
    const flow = resonate.register('flow', function* (ctx: Context, x: number): Generator<
      unknown,
      unknown,
      never
    > {
      const promise = yield* ctx.promise<number>();
      const own = yield* ctx.run(() => x + 1);
      const outside = yield* promise;
      yield* ctx.sleep(20);
      const doubled = yield* ctx.rpc<number>('double', own);
      const once = ctx.options({ retryPolicy: new Never() });
      try {
        yield* ctx.run(() => Promise.reject(new Error('no')), once);
      } catch (error) {
        return { outside, doubled, error: String(error) };
      }
      return undefined;
    });
    const handle = await flow.beginRpc('w', 4);
    const waiting = await until(() => network.read.lineage('w').find(({ kind }) => kind === 'promise'));
    await resonate.promises.resolve(waiting.id, encoded(7));
    expect(await handle.result()).toEqual({ outside: 7, doubled: 10, error: 'Error: no' });
  });

  it('are woken when a promise is not settled in time, also after a restart', async () => {
    const path = temporaryStore();
    function* flow(ctx: Context): Generator<unknown, string, never> {
      const promise = yield* ctx.promise<number>({ timeout: 400 });
      try {
        yield* promise;
      } catch {
        return 'too late';
      }
      return 'in time';
    }
    const first = networkOf(path);
    const resonate = resonateOver(first, first.pid);
    await resonate.register('flow', flow).beginRpc('w');
    await until(() => first.read.promise('w')?.task?.state === 'suspended');
    await resonate.stop();

    const second = networkOf(path);
    const handle = await resonateOver(second, second.pid).register('flow', flow).beginRpc('w');
    expect(await handle.result()).toBe('too late');
  });

  it('are scheduled', async () => {
    const network = networkOf(temporaryStore());
    const resonate = resonateOver(network, network.pid);
    const double = resonate.register('double', (_: Context, x: number) => x * 2);
    expect(double).toBeDefined();
    const schedule = await resonate.schedule('often', '* * * * * *', 'double', 4);
    const [run] = await until(() => {
      const done = network.read.roots({ prefix: 'often-', state: 'resolved' });
      return done.length > 0 && done;
    });
    expect(run).toMatchObject({ value: 8, kind: 'workflow', func: 'double', args: [4] });
    await schedule.delete();
    expect(network.read.schedules()).toEqual([]);
  });

  it('that no worker knows do not keep others from their work', async () => {
    const network = networkOf(temporaryStore());
    const resonate = resonateOver(network, network.pid);
    const known = resonate.register('known', () => 'done');
    await resonate.beginRpc('poison', 'unknown');
    await until(() => (network.read.promise('poison')?.task?.releases ?? 0) >= 2);
    expect(await known.rpc('w')).toBe('done');
    // Given back twice within a moment, and now resting.
    expect(network.read.promise('poison')?.task).toMatchObject({ state: 'pending', releases: 2 });
  });
});

describe('a store', () => {
  it('has one owner: a second process is refused, and told who it is', async () => {
    const path = temporaryStore();
    const module = new URL('sqlite-network.ts', import.meta.url).href;
    const code = `import { openSqliteNetwork } from ${JSON.stringify(module)};
      globalThis.held = openSqliteNetwork({ path: process.argv[1], holder: 'headrace serve, process 42' });
      console.log('held'); setTimeout(() => {}, 30_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    try {
      expect(() => networkOf(path)).toThrow(HeadraceError);
      expect(() => networkOf(path)).toThrow(/headrace serve, process 42/);
      expect(() => networkOf(path)).toThrow(expect.objectContaining({ exitCode: 4 }));
    } finally {
      child.kill('SIGKILL');
    }
    await once(child, 'exit');
    networkOf(path);
  });

  it('releases at once what its own process held, and leaves the leases of others alone', async () => {
    const path = temporaryStore();
    const first = networkOf(path);
    const messages: Message[] = [];
    for (const id of ['own', 'other']) await first.send(create(id, worker));
    const acquire = (id: string) =>
      ({ kind: 'task.acquire', head, data: { id, version: 0, pid: 'p', ttl: 60_000 } }) as const;
    await first.send(acquire('own'));
    await first.handle(acquire('other'));
    await first.stop();

    const second = networkOf(path);
    second.recv((message) => messages.push(message));
    await second.init();
    await until(() => messages.length > 0);
    expect(messages).toEqual([{ kind: 'execute', head: {}, data: { task: { id: 'own', version: 1 } } }]);
    expect(second.read.promise('other')?.task).toMatchObject({ state: 'acquired' });
  });

  it('keeps offers until somebody is there to take them', async () => {
    const network = networkOf(temporaryStore());
    await network.send(create('w', worker));
    await new Promise(setImmediate);
    expect(network.read.counts().messages).toBe(1);
    const messages: Message[] = [];
    network.attach({ group: 'default', pid: 'q', deliver: (message) => messages.push(message) > 0 });
    await until(() => messages.length > 0);
    expect(messages).toMatchObject([{ data: { task: { id: 'w' } } }]);
    // Delivered messages go with the next transaction, and are not delivered twice.
    await network.note('w', 'remark', 1);
    expect(network.read.counts().messages).toBe(0);
  });

  it('answers 500 and says so once when it cannot be written, and others are not harmed', async () => {
    const path = temporaryStore();
    const problems: Problem[] = [];
    const network = networkOf(path, { onProblem: (problem) => problems.push(problem) });
    const other = new DatabaseSync(path);
    other.exec(`CREATE TRIGGER full BEFORE INSERT ON promises WHEN new.id LIKE 'big%'
      BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
    const answers = await Promise.all(['small', 'big', 'little'].map((id) => network.send(create(id))));
    expect(answers.map((answer) => answer.head.status)).toEqual([200, 500, 200]);
    await network.send(create('big2'));
    expect(problems.map(({ code }) => code)).toEqual(['HR-DURABLE-001', 'HR-DURABLE-001']);

    other.exec('DROP TRIGGER full');
    other.close();
    expect((await network.send(create('big'))).head.status).toBe(200);
  });

  it('tells of changes after they are on disk', async () => {
    const path = temporaryStore();
    const network = networkOf(path);
    const reader = new DatabaseSync(path, { readOnly: true });
    const seen: Change[] = [];
    const stop = network.watch((changes) => {
      expect(reader.prepare('SELECT count(*) AS n FROM promises').get()).toEqual({ n: 1 });
      seen.push(...changes);
    });
    await network.send(create('w', worker));
    await network.note('w', 'attempt', { n: 1 });
    stop();
    await network.note('w', 'attempt', { n: 2 });
    expect(seen).toMatchObject([
      { kind: 'promise', promise: { id: 'w', state: 'pending' } },
      { kind: 'task', id: 'w', state: 'pending', version: 0 },
      { kind: 'note', note: { id: 'w', kind: 'attempt', data: { n: 1 } } },
    ]);
    reader.close();
  });

  it('settles by timeouts as its clock goes, forward jumps included', async () => {
    const clock = new ManualClock();
    const network = networkOf(temporaryStore(), { clock });
    await network.init();
    await network.send(create('soon', {}, clock.now() + 300));
    await network.send(create('late', {}, clock.now() + 3_600_000));
    const settled = (): string[] =>
      network.read.roots().flatMap(({ id, state }) => (state === 'pending' ? [] : [id]));
    clock.pass(299);
    await new Promise(setImmediate);
    expect(settled()).toEqual([]);
    clock.pass(1);
    await until(() => settled().includes('soon'));
    // Somebody sets the clock; nobody wakes for that, and yet it is noticed within a second.
    clock.set(clock.now() + 3_600_000);
    clock.pass(1_000);
    await until(() => settled().includes('late'));
  });

  it('answers 500 when it is closed', async () => {
    const network = networkOf(temporaryStore());
    await network.stop();
    expect(await network.send(create('w'))).toMatchObject({ head: { status: 500 } });
  });
});
