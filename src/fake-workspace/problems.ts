import { problemType } from '../kernel/index.ts';

export const portTaken = problemType<{ port: number; reason: string }>({
  code: 'HR-FAKE-001',
  severity: 'error',
  title: 'No port for the fake workspace',
  message: ({ port, reason }) => `The fake workspace cannot listen on port ${port} of 127.0.0.1: ${reason}.`,
  hint: () => 'Choose another port with `--port`, or leave the option out for any that is free.',
});

export const unreadableState = problemType<{ file: string; reason: string }>({
  code: 'HR-FAKE-002',
  severity: 'error',
  title: 'Unreadable state of a fake workspace',
  message: ({ file, reason }) => `The state of the fake workspace cannot be read from ${file}: ${reason}.`,
  hint: () => 'Give `--state` a JSON file; `headrace fake-databricks --help` shows one.',
});

export const wrongSeed = problemType<{ at: string; reason: string }>({
  code: 'HR-FAKE-003',
  severity: 'error',
  title: 'Wrong state of a fake workspace',
  message: ({ at, reason }) => `The fake workspace cannot start with this ${at}: ${reason}.`,
  hint: () => 'Write it as the API of the platform takes it; the fake accepts no other fields.',
});
