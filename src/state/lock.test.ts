import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HeadraceError } from '../kernel/index.ts';
import { acquireReaderLock, acquireWriterLock, tryExclusive } from './lock.ts';

function path(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headrace lock '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'a.lock');
}

/** A process that takes the writer's lock, says so, and sleeps until it is killed. */
async function holder(lock: string): Promise<ReturnType<typeof spawn>> {
  const module = new URL('lock.ts', import.meta.url).href;
  const code = `import { acquireWriterLock } from ${JSON.stringify(module)};
    globalThis.lock = acquireWriterLock(process.argv[1], 'process 42, a test'); console.log('held'); setTimeout(() => {}, 30_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, lock], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('writer lock', () => {
  it('is refused with exit code 4 and the holder, and free at once when the holder is killed', async () => {
    const lock = path();
    const child = await holder(lock);
    try {
      const refused = (): unknown => acquireWriterLock(lock, 'me');
      expect(refused).toThrow(HeadraceError);
      expect(refused).toThrow(/process 42, a test/);
      expect(refused).toThrow(expect.objectContaining({ exitCode: 4 }));
    } finally {
      child.kill('SIGKILL');
    }
    await once(child, 'exit');
    acquireWriterLock(lock, 'me').release();
  });

  it('can be taken again after it was released', () => {
    const lock = path();
    acquireWriterLock(lock, 'a').release();
    acquireWriterLock(lock, 'b').release();
  });
});

describe('reader lock', () => {
  it('is shared, and keeps exclusive work from being done', () => {
    const lock = path();
    const first = acquireReaderLock(lock);
    const second = acquireReaderLock(lock);
    first.release();
    let done = 0;
    const work = (): void => {
      done += 1;
    };
    expect(tryExclusive(lock, work)).toBe(false);
    second.release();
    expect(tryExclusive(lock, work)).toBe(true);
    expect(done).toBe(1);
    acquireReaderLock(lock).release();
  });
});
