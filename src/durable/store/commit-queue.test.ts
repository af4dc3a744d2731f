import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { CommitQueue } from './commit-queue.ts';

function queueOver(): { db: DatabaseSync; queue: CommitQueue; events: string[] } {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t (x)');
  const events: string[] = [];
  const queue = new CommitQueue({
    db,
    begin: () => void events.push('begin'),
    committed: () => void events.push('committed'),
    failed: (error) => void events.push(String(error)),
  });
  return { db, queue, events };
}

describe('group commit', () => {
  it('puts what arrives together into one transaction', async () => {
    const { db, queue, events } = queueOver();
    const insert = db.prepare('INSERT INTO t VALUES (?)');
    const results = await Promise.all(
      [1, 2, 3].map((x) => queue.submit(() => Number(insert.run(x).changes) + x)),
    );
    expect(results).toEqual([2, 3, 4]);
    expect(events).toEqual(['begin', 'committed']);
  });

  it('lets nobody suffer for another one', async () => {
    const { db, queue, events } = queueOver();
    const insert = db.prepare('INSERT INTO t VALUES (?)');
    const results = await Promise.allSettled(
      [1, 2, 3].map((x) =>
        queue.submit(() => {
          insert.run(x);
          if (x === 2) throw new Error('two');
        }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(db.prepare('SELECT x FROM t').all()).toEqual([{ x: 1 }, { x: 3 }]);
    expect(events.filter((event) => event.includes('two'))).toEqual(['Error: two']);
  });

  it('commits everything, in order, when it is flushed', async () => {
    const { db, queue } = queueOver();
    const insert = db.prepare('INSERT INTO t VALUES (?)');
    const all = Array.from({ length: 1_200 }, (_, x) => queue.submit(() => void insert.run(x)));
    queue.flush();
    expect(db.prepare('SELECT count(*) AS n, max(x) AS last FROM t').get()).toEqual({
      n: 1_200,
      last: 1_199,
    });
    await Promise.all(all);
  });
});
