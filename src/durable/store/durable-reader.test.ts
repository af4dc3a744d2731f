import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { HeadraceError } from '../../kernel/index.ts';
import { readDurable } from './read-durable.ts';
import { create, encoded, head, networkOf, temporaryStore } from './testing/fixtures.ts';

const flow = (id: string, tags: Record<string, string> = {}) => {
  const request = create(id, { ...tags, 'resonate:origin': id, 'resonate:target': 'poll://any@default' });
  return { ...request, data: { ...request.data, param: encoded({ func: 'flow', args: [1], version: 2 }) } };
};

describe('questions about workflows', () => {
  it('are answered while another connection owns the store', async () => {
    const path = temporaryStore();
    expect(readDurable(path)).toBeUndefined();
    const network = networkOf(path);
    await network.send(flow('w'));
    await network.send(create('w:0', { 'resonate:origin': 'w', 'resonate:scope': 'global' }));
    const value = encoded({ rows: 3 });
    await network.send({ kind: 'promise.settle', head, data: { id: 'w:0', state: 'resolved', value } });
    await network.send(flow('other'));
    await network.note('w:0', 'attempt', { n: 1 });

    const reader = readDurable(path);
    expect(reader?.lineage('w')).toMatchObject([
      { id: 'w', kind: 'workflow', func: 'flow', args: [1], version: 2, task: { state: 'pending' } },
      { id: 'w:0', kind: 'promise', state: 'resolved', value: { rows: 3 }, origin: 'w' },
    ]);
    expect(reader?.promise('nothing')).toBeUndefined();
    expect(reader?.notes('w')).toMatchObject([{ id: 'w:0', kind: 'attempt', data: { n: 1 } }]);
    expect(reader?.counts()).toMatchObject({ workflows: { pending: 2 }, tasks: { pending: 2 } });
    reader?.close();
  });

  it('list workflows by beginning, tags and state, page by page, the newest first', async () => {
    const network = networkOf(temporaryStore());
    for (const id of ['a_1', 'a_2', 'b_1', 'a%3']) await network.send(flow(id, { team: id.slice(0, 1) }));
    const settled = { id: 'a_1', state: 'rejected' as const, value: {} };
    await network.send({ kind: 'promise.settle', head, data: settled });
    const list = (query?: Parameters<typeof network.read.roots>[0]): string[] =>
      network.read.roots(query).map(({ id }) => id);
    expect(list()).toEqual(['a%3', 'b_1', 'a_2', 'a_1']);
    expect(list({ prefix: 'a_' })).toEqual(['a_2', 'a_1']);
    expect(list({ tags: { team: 'b' } })).toEqual(['b_1']);
    expect(list({ state: 'pending', prefix: 'a' })).toEqual(['a%3', 'a_2']);
    const [first] = network.read.roots({ limit: 1 });
    expect(list({ limit: 2, after: first?.seq })).toEqual(['b_1', 'a_2']);
  });

  it('are refused by name for a store of a newer Headrace, and for what is no store', async () => {
    const path = temporaryStore();
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => readDurable(path)).toThrow(HeadraceError);
    expect(() => readDurable(path)).toThrow(/HR-STATE-001.*format 99/);
    expect(() => networkOf(path)).toThrow(/HR-STATE-001/);
  });
});
