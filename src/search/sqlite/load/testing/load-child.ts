/** A process of its own that loads 50 batches of 100 records and keeps its state after each: made to be killed. */
import { sqliteStateStore } from '../state-store.ts';
import { sqliteTarget } from '../target.ts';

const [path = ''] = process.argv.slice(2);
const session = await sqliteStateStore(path).open('load', `process ${process.pid}`);
const target = await sqliteTarget({
  path,
  schema: { text: ['title', 'body'], keywords: ['tag'], analyzer: 'standard', dimensions: 2 },
  key: 'id',
  vector: 'v',
});
const from = session.previous?.counts.read ?? 0;
for (let read = from; read < 5000; read += 100) {
  const records = Array.from({ length: 100 }, (_, n) => {
    const id = `key-${read + n}`;
    const document = Buffer.from(JSON.stringify({ id, title: `word ${id}`, tag: `t${n}`, v: [1, read + n] }));
    return { key: id, document, position: id };
  });
  const { outcomes } = await target.write(records, '1', new AbortController().signal);
  if (outcomes?.some(({ kind }) => kind !== 'stored') !== false) throw new Error('Not stored');
  await session.save({
    format: 1,
    counts: { read: read + 100, stored: read + 100, stale: 0, dead: 0 },
    version: '1',
    startedAt: 1,
    updatedAt: 1,
    details: {},
  });
  process.stdout.write('.');
}
target.close();
await session.release();
