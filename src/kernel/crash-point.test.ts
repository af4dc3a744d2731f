import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const module = new URL('crash-point.ts', import.meta.url).href;

/** How many times a process comes past `step:moment`, and how it ends. */
function passes(at: string): string {
  const code = `import { crashPoint } from ${JSON.stringify(module)}; import { writeSync } from 'node:fs';
    for (let i = 0; i < 4; i += 1) { crashPoint('step:moment'); crashPoint('step'); writeSync(1, '.'); }`;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, HEADRACE_CRASH_AT: at },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return stdout + (signal ?? '');
}

describe('crashPoint', () => {
  it('kills at the named place, the n-th time, and nowhere else', () => {
    expect(passes('')).toBe('....');
    expect(passes('step:moment')).toBe('SIGKILL');
    expect(passes('step:moment:3')).toBe('..SIGKILL');
    expect(passes('step:2')).toBe('.SIGKILL');
    expect(passes('step:other')).toBe('....');
  });
});
