import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDurable } from './read-durable.ts';
import { temporaryStore } from './testing/fixtures.ts';

const child = fileURLToPath(new URL('testing/workflow-child.ts', import.meta.url));

function run(path: string, crashAt: string): ReturnType<typeof spawnSync> {
  const env = { ...process.env, HEADRACE_CRASH_AT: crashAt };
  return spawnSync(process.execPath, [child, path, `${path}.log`], {
    env,
    encoding: 'utf8',
    timeout: 30_000,
  });
}

describe('a process killed with kill -9', () => {
  const moments = [1, 2, 4, 5, 7, 8, 11, 14].map(
    (time) => `durable:${time % 2 === 0 ? 'before' : 'after'}-commit:${time}`,
  );

  it.each(moments)('at %s goes on where it was, and ends', (moment) => {
    const path = temporaryStore();
    const killed = run(path, moment);
    expect(killed.stderr).toBe('');
    expect(killed.signal).toBe('SIGKILL');

    const ended = run(path, '');
    expect({ stdout: ended.stdout, stderr: ended.stderr }).toEqual({ stdout: 'called, last\n', stderr: '' });
    // A step may run again when the kill fell between its effect and its checkpoint; never after that.
    const steps = readFileSync(`${path}.log`, 'utf8').trim().split('\n');
    expect([...new Set(steps)]).toEqual(['first', 'last']);
    expect(steps.length).toBeLessThanOrEqual(3);

    const reader = readDurable(path);
    expect(reader?.lineage('w').map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'workflow resolved',
      'promise resolved',
      'run resolved',
      'rpc resolved',
      'sleep resolved',
      'rpc resolved',
    ]);
    reader?.close();
  });
});
