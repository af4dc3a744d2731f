import { describe, expect, it } from 'vitest';
import { BatchQueue } from './batch-queue.ts';

describe('BatchQueue', () => {
  it('gives what came, in order, then the end', async () => {
    const queue = new BatchQueue<string>();
    const taken = [queue.take(), queue.push('a', 1), queue.push('b', 1), queue.end()][0];
    expect([await taken, await queue.take(), await queue.take()]).toEqual(['a', 'b', undefined]);
  });

  it('gives what came before an error first', async () => {
    const queue = new BatchQueue<string>();
    queue.push('a', 1);
    queue.end({ error: new Error('cut') });
    expect(await queue.take()).toBe('a');
    await expect(queue.take()).rejects.toThrow('cut');
  });

  it('says when there is room, also when nobody takes any more', async () => {
    const queue = new BatchQueue<string>();
    queue.push('a', 10);
    queue.push('b', 10);
    const seen: string[] = [];
    const waits = [
      queue.room(10).then(() => seen.push('half')),
      queue.room(0).then(() => seen.push('empty')),
    ];
    await queue.take();
    await waits[0];
    expect(seen).toEqual(['half']);
    queue.end();
    await waits[1];
    expect(seen).toEqual(['half', 'empty']);
  });
});
