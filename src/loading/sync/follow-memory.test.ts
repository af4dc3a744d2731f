import { describe, expect, it } from 'vitest';
import type { RecordSource, SourceRecord } from '../../load/index.ts';
import { FollowMemory } from './follow-memory.ts';

function record(key: string, stamp: string, position = key): SourceRecord {
  return { key, stamp, position, document: Buffer.from('{}') };
}

const sourceOf = (...records: SourceRecord[]): RecordSource => ({
  ranges: () => Promise.resolve([{ id: 'all', bounds: {} }]),
  async *read() {
    yield records;
  },
});

async function keysRead(source: RecordSource): Promise<string[]> {
  const keys: string[] = [];
  const { signal } = new AbortController();
  for await (const records of source.read({ id: 'all', bounds: {} }, undefined, signal))
    keys.push(...records.map(({ key = '' }) => key));
  return keys;
}

describe('FollowMemory', () => {
  it('gives what the last finished pass has not settled, or not like this', async () => {
    const memory = new FollowMemory();
    expect(await keysRead(memory.withoutSettled(sourceOf(record('a', '1'), record('b', '1'))))).toEqual([
      'a',
      'b',
    ]);
    memory.finish();
    const next = sourceOf(record('a', '1'), record('b', '2'), record('c', '1'));
    expect(await keysRead(memory.withoutSettled(next))).toEqual(['b', 'c']);
  });

  it('gives everything again after a pass that did not end', async () => {
    const memory = new FollowMemory();
    await keysRead(memory.withoutSettled(sourceOf(record('a', '1'))));
    expect(await keysRead(memory.withoutSettled(sourceOf(record('a', '1'))))).toEqual(['a']);
  });

  it('makes a poisonous row a dead letter once', async () => {
    const memory = new FollowMemory();
    const poison: SourceRecord = {
      key: undefined,
      position: '7',
      document: Buffer.from('{}'),
      unloadable: 'no key',
    };
    expect(await keysRead(memory.withoutSettled(sourceOf(poison)))).toEqual(['']);
    memory.finish();
    expect(await keysRead(memory.withoutSettled(sourceOf(poison)))).toEqual([]);
  });
});
