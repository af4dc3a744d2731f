import { count, problemType } from '../kernel/index.ts';

const resumable = 'Nothing is lost: run the same command again, and it goes on from here.';

export const interrupted = problemType<{ records: number }>({
  code: 'HR-LOAD-001',
  severity: 'error',
  title: 'Load interrupted',
  message: ({ records }) => `Interrupted after ${count(records, 'record')}.`,
  hint: () => resumable,
});

export const targetUnreachable = problemType<{ attempts: number; reason: string }>({
  code: 'HR-LOAD-002',
  severity: 'error',
  title: 'Target unreachable',
  message: ({ attempts, reason }) =>
    `The target did not take a request in ${count(attempts, 'attempt')}; the last one: ${reason}.`,
  hint: () => `See to the target. ${resumable}`,
});

export const recordRefused = problemType<{ key: string | null; reason: string }>({
  code: 'HR-LOAD-003',
  severity: 'error',
  title: 'Record refused',
  message: ({ key, reason }) =>
    `${key === null ? 'A record without a key' : `The record "${key}"`} cannot be loaded: ${reason}.`,
  hint: () =>
    `The load stops at the first such record, as it was told to. Correct the record or the mapping, or let them become dead letters. ${resumable}`,
});

export const stateNotSaved = problemType<{ attempts: number; reason: string }>({
  code: 'HR-LOAD-004',
  severity: 'error',
  title: 'Progress cannot be saved',
  message: ({ attempts, reason }) =>
    `The progress of the load could not be saved in ${count(attempts, 'attempt')}; the last one: ${reason}.`,
  hint: () => `See to where the state is kept. ${resumable}`,
});

export const badDeadLetter = problemType<{ file: string; line: number; reason: string }>({
  code: 'HR-LOAD-005',
  severity: 'error',
  title: 'Unreadable dead letter',
  message: ({ file, line, reason }) => `${file}:${line} is no dead letter: ${reason}.`,
  hint: () => 'Each line is one JSON object, as Headrace has written it. Correct the line, or remove it.',
});

export const noDeadLetters = problemType<{ path: string; reason: string }>({
  code: 'HR-LOAD-006',
  severity: 'error',
  title: 'Dead letters not accessible',
  message: ({ path, reason }) => `The dead letters in ${path} cannot be read or written: ${reason}.`,
  hint: () => 'Check the path, its permissions and the free space.',
});
