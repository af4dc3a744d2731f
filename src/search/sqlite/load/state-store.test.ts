import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openEmbeddedIndex } from '../embedded-index.ts';
import { codes, failure, mirrorOf, record, temporaryPaths } from '../testing/fixtures.ts';
import { sqliteStateStore } from './state-store.ts';
import { clockAt, loadRecord, stateOf, targetAt, written } from './testing/fixtures.ts';

const path = temporaryPaths();

/** Loaders of three processes, two of one machine, on one clock. */
function loaders(file: string) {
  const now = { at: 1_000_000 };
  const dead = new Set<number>();
  const store = (realm: string, pid: number) =>
    sqliteStateStore(file, {
      clock: clockAt(() => now.at),
      leaseMs: 60_000,
      identity: { realm, pid },
      isOver: (holder) => holder.realm === realm && dead.has(holder.pid),
    });
  return { now, dead, one: store('box', 1), two: store('box', 2), far: store('other', 1) };
}

it('keeps a state, and what it was made of', async () => {
  const { one } = loaders(path());
  expect(await one.list()).toEqual([]);
  expect(await one.read('load')).toBeUndefined();
  const session = await one.open('load', 'me');
  expect(session.previous).toBeUndefined();
  expect(await one.read('load')).toBeUndefined();
  const { ranges: _, ...first } = stateOf(0);
  await session.save(first);
  expect(await one.read('load')).toEqual(first);
  await session.save(stateOf(7, { finishedAt: 3 }));
  await session.release();
  await session.release();
  const again = await one.open('load', 'me again');
  expect(again.previous).toEqual(stateOf(7, { finishedAt: 3 }));
  const other = await one.open('other load', 'me too');
  await other.save(stateOf(1));
  expect(await one.list()).toEqual([
    { key: 'load', state: stateOf(7, { finishedAt: 3 }) },
    { key: 'other load', state: stateOf(1) },
  ]);
  await one.delete('load');
  expect(codes(await failure(() => again.save(stateOf(9))))).toEqual(['HR-SEARCH-045']);
  await again.release();
  await other.release();
  expect((await one.list()).map(({ key }) => key)).toEqual(['other load']);
});

it('lets one loader in at a time', async () => {
  const { now, one, two, far } = loaders(path());
  const session = await one.open('load', 'the first');
  for (const store of [one, two, far]) {
    const error = await failure(() => store.open('load', 'the second'));
    expect([codes(error), error.exitCode]).toEqual([['HR-SEARCH-044'], 4]);
    expect(error.message).toContain('the first, until 1970-01-01T00:17:40.000Z');
  }
  now.at += 59_999;
  await session.save(stateOf(1));
  now.at += 59_999;
  expect(codes(await failure(() => far.open('load', 'far')))).toEqual(['HR-SEARCH-044']);
  await session.release();
  const next = await far.open('load', 'far');
  expect(next.previous).toEqual(stateOf(1));
  await next.release();
});

it('fences a loader whose lease another one has taken', async () => {
  const { now, one, far } = loaders(path());
  const slow = await one.open('load', 'the slow one');
  await slow.save(stateOf(1));
  now.at += 60_000;
  // Nobody came: it is still its own.
  await slow.save(stateOf(2));
  now.at += 60_000;
  const quick = await far.open('load', 'the quick one');
  expect(quick.previous).toEqual(stateOf(2));
  const error = await failure(() => slow.save(stateOf(3)));
  expect([codes(error), error.exitCode]).toEqual([['HR-SEARCH-045'], 4]);
  expect(error.message).toContain('the quick one has taken over load');
  await slow.release();
  await quick.save(stateOf(4));
  expect(await one.read('load')).toEqual(stateOf(4));
  await quick.release();
  expect(codes(await failure(() => quick.save(stateOf(5))))).toEqual(['HR-SEARCH-045']);
});

it('takes over at once from a process of this machine that runs no more', async () => {
  const { dead, one, two, far } = loaders(path());
  const lost = await one.open('load', 'the dead one');
  await lost.save(stateOf(1));
  dead.add(1);
  expect(codes(await failure(() => far.open('load', 'far')))).toEqual(['HR-SEARCH-044']);
  const next = await two.open('load', 'the heir');
  expect(next.previous).toEqual(stateOf(1));
  await next.release();
  await lost.release();
});

it('may come before the index, and does not get into its way', async () => {
  const file = path();
  const { one } = loaders(file);
  const session = await one.open('load', 'me');
  await session.save(stateOf(1));
  const index = await openEmbeddedIndex(file);
  expect(index.info()).toBeUndefined();
  const target = await targetAt(file);
  await written(target, [loadRecord('a', {})]);
  await session.save(stateOf(2));
  expect(await written(target, [loadRecord('b', {})])).toEqual(['stored']);
  expect(index.count()).toBe(2);
  expect(await one.read('load')).toEqual(stateOf(2));
  target.close();
  index.close();
  await session.release();
  expect(existsSync(`${file}-wal`)).toBe(false);

  const mirrored = path();
  const early = await loaders(mirrored).one.open('load', 'me');
  await early.release();
  const mirror = await openEmbeddedIndex(mirrored);
  expect(await mirror.mirror(mirrorOf([record('a', {})]))).toMatchObject({ added: 1 });
  mirror.close();
});

it('does not make up files, and refuses what is not its own', async () => {
  const file = path();
  const { one } = loaders(file);
  await one.delete('load');
  expect(await one.list()).toEqual([]);
  expect(existsSync(file)).toBe(false);
  const raw = new DatabaseSync(file);
  raw.exec('CREATE TABLE mine (x)');
  for (const work of [
    () => one.open('load', 'me'),
    () => one.list(),
    () => one.read('load'),
    () => one.delete('x'),
  ]) {
    expect(codes(await failure(work))).toEqual(['HR-SEARCH-004']);
  }
  raw.close();
});

it('says when a state is not readable, and when its file is gone', async () => {
  const file = path();
  const { one } = loaders(file);
  const session = await one.open('load', 'me');
  await session.save(stateOf(1));
  const raw = new DatabaseSync(file);
  raw.exec(`UPDATE load_states SET state = json_set(state, '$.format', 2)`);
  raw.close();
  const error = await failure(() => one.read('load'));
  expect(codes(error)).toEqual(['HR-SEARCH-046']);
  expect(error.message).toContain('format 2, of a newer Headrace; this one knows formats up to 1');
  rmSync(file);
  expect(codes(await failure(() => session.save(stateOf(2))))).toEqual(['HR-SEARCH-043']);
  await session.release();
});
