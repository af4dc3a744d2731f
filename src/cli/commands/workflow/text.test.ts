import { expect, it } from 'vitest';
import { statusText } from './text.ts';

it('what a job says of its end does not reach the terminal as commands to it', () => {
  const failure = { name: 'JobFailed', message: 'no\u001b[2J\u001b]0;pwned\u0007\r\n2026 foo done\u009b1m' };
  const status = {
    id: 'foo',
    workflow: 'w',
    state: 'failed',
    input: null,
    startedAt: 0,
    endedAt: 5,
  } as const;
  const text = statusText({ ...status, failure, waitingFor: [] });
  expect(text).toContain('failed: no [2J ]0;pwned 2026 foo done 1m');
  for (const command of ['\u001b[2J', '\u001b]', '\u0007', '\r', '\u009b'])
    expect(text).not.toContain(command);
});
