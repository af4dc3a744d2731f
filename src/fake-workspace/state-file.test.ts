import { describe, expect, it } from 'vitest';
import { HeadraceError } from '../kernel/index.ts';
import { startFakeWorkspace } from './start.ts';
import { readState } from './state-file.ts';

describe('readState', () => {
  it('makes options of a file', () => {
    const state = readState(
      JSON.stringify({
        users: [{ name: 'a@example.com', token: 't' }],
        service_principals: [{ name: 'robot', client_id: 'c', client_secret: 's' }],
        jobs: [{ job_id: '7', settings: { name: 'loader' }, fails_with: 'no such table' }],
        statements: [{ statement: 'SELECT 1', rows: [[1], [true], [null]], rows_per_chunk: 2 }],
      }),
      'state.json',
    );
    expect(state.servicePrincipals).toEqual([{ name: 'robot', clientId: 'c', clientSecret: 's' }]);
    expect(state.statements?.[0]?.chunks).toEqual([{ rows: [['1'], ['true']] }, { rows: [[null]] }]);
    const run = { runId: '1', jobId: '7', parameters: {}, attempt: 1 };
    expect(state.failRun?.({ ...run, name: 'loader' })).toBe('no such table');
    expect(state.failRun?.({ ...run, name: 'other' })).toBeUndefined();
  });

  it('says where a mistake is, all of them at once', () => {
    const text = '{\n  "jobs": [{"settings": {"nam": "x"}}],\n  "tables": [{"full_name": "books"}]\n}';
    const problems = problemsOf(() => readState(text, 'state.json'));
    expect(problems).toMatchObject([
      { code: 'HR-FAKE-003', place: { file: 'state.json', line: 2 } },
      { code: 'HR-FAKE-003', place: { line: 3, col: 28 } },
    ]);
    expect(problems[0]?.message).toContain('"nam"');
  });

  it('refuses what is no JSON', () => {
    expect(problemsOf(() => readState('{"jobs": [}', 'state.json'))[0]).toMatchObject({
      code: 'HR-FAKE-002',
    });
  });
});

it('a workspace with a wrong seed does not start', async () => {
  const start = startFakeWorkspace({ pipelines: [{ spec: { nam: 'x' } }] });
  await expect(start).rejects.toThrow('HR-FAKE-003');
});

function problemsOf(work: () => unknown): HeadraceError['problems'] {
  try {
    work();
  } catch (error) {
    if (error instanceof HeadraceError) return error.problems;
  }
  return [];
}
