import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadLetterSource } from './dead-letter-source.ts';
import { openDeadLetters, readDeadLetters } from './dead-letters.ts';
import { runLoad } from './run-load.ts';
import { memoryLetters, memorySession, memoryTarget } from './testing/memory.ts';
import type { DeadLetter } from './types.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dead letters '));
  path = join(folder, 'of today', 'orders.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

function letter(key: string | null, load = '1700000000000'): DeadLetter {
  const document = `{"id":"${key}","text":"é 😀 \\u2028\\n"}`;
  return {
    at: '2026-11-21T08:00:00.000Z',
    load,
    key,
    position: `p${key}`,
    reason: 'refused',
    attempts: 1,
    document,
  };
}

async function write(...letters: DeadLetter[]): Promise<void> {
  const sink = await openDeadLetters(path);
  await sink.write(letters);
  await sink.close();
}

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
}

const keys = async (): Promise<(string | null)[]> =>
  (await collect(readDeadLetters(path))).map(({ key }) => key);

describe('dead letters on disk', () => {
  it('come back as they were, from a file that only its owner may read', async () => {
    await write(letter('a'), letter(null));
    await write({ ...letter('b'), version: '7', stamp: '{"b":1,"h":2,"l":3}' });
    const read = await collect(readDeadLetters(path));
    expect(read).toEqual([
      letter('a'),
      letter(null),
      { ...letter('b'), version: '7', stamp: '{"b":1,"h":2,"l":3}' },
    ]);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leave no file where there are none', async () => {
    const sink = await openDeadLetters(path);
    await sink.resume('1', 0);
    await sink.close();
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['the start of a line', '{"at":"2026-11', ['a']],
    ['a line without its end', JSON.stringify(letter('b')), ['a', 'b']],
    ['nothing but that', undefined, []],
  ])('are whole again after a crash has left %s', async (_, tail, expected) => {
    await write(letter('a'));
    if (tail === undefined) writeFileSync(path, 'x'.repeat(200_000));
    else appendFileSync(path, tail);
    await write(letter('z'));
    expect(await keys()).toEqual([...expected, 'z']);
  });

  it('can be read while the last line is being written', async () => {
    await write(letter('a'));
    appendFileSync(path, '{"at":');
    expect(await keys()).toEqual(['a']);
  });

  it('lose those that a resumed load will judge again, and no others', async () => {
    await write(letter('old', '1'), letter('a', '2'), letter('b', '2'), letter('c', '2'));
    const sink = await openDeadLetters(path);
    await sink.resume('2', 1);
    await sink.write([letter('d', '2')]);
    expect(await keys()).toEqual(['old', 'a', 'd']);
    await sink.resume('2', 5);
    await sink.resume('1', 0);
    expect(await keys()).toEqual(['old', 'a', 'd']);
    await sink.close();
  });

  it.each([
    ['{"key":"b"}', '"at" must be a text'],
    ['[1]', 'it is no JSON object'],
    ['{"key":', 'HR-LOAD-005: '],
  ])('say where they are damaged: %s', async (line, reason) => {
    await write(letter('a'));
    appendFileSync(path, `${line}\n`);
    await expect(keys()).rejects.toThrow(
      `${path}:2 is no dead letter: ${reason.startsWith('HR') ? '' : reason}`,
    );
  });

  it('say when they cannot be read or written', async () => {
    await expect(keys()).rejects.toThrow('HR-LOAD-006');
    writeFileSync(join(folder, 'of today'), 'a file, not a folder');
    const sink = await openDeadLetters(path);
    await expect(sink.write([letter('a')])).rejects.toThrow('HR-LOAD-006');
  });

  it('can be tried again, below everything that their load has stored', async () => {
    const other = join(folder, 'other.jsonl');
    await write(letter('a'), letter(null), { ...letter('b'), version: '7' });
    writeFileSync(other, readFileSync(path).subarray(0, readFileSync(path).indexOf(10) + 1));
    const source = deadLetterSource([path, other]);
    const [first] = await source.ranges(AbortSignal.abort());
    if (!first) throw new Error('no range');
    const records = (await collect(source.read(first, undefined, new AbortController().signal))).flat();
    expect(records).toMatchObject([
      { key: 'a', version: '1699999999999' },
      { key: undefined, unloadable: 'refused' },
      { key: 'b', version: '7' },
    ]);
    expect(records[0]?.document.toString()).toBe(letter('a').document);
    const rest = await collect(source.read(first, records[0]?.position, new AbortController().signal));
    expect(rest.flat()).toEqual(records.slice(1));

    const [target, deadLetters] = [memoryTarget(), memoryLetters()];
    const report = await runLoad({ source, target, session: memorySession(), deadLetters });
    expect(report).toMatchObject({ read: 4, stored: 3, dead: 1 });
    expect(deadLetters.letters).toMatchObject([{ key: null, reason: 'refused' }]);
  });
});
