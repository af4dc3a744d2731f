import { problemType } from '../../kernel/index.ts';

export const storeFailed = problemType<{ path: string; reason: string }>({
  code: 'HR-DURABLE-001',
  severity: 'error',
  title: 'Durable promises cannot be written',
  message: ({ path, reason }) => `The store of durable promises ${path} cannot be written: ${reason}.`,
  hint: () =>
    'Check the free space and the permissions. Nothing is lost: workflows go on by themselves once the store can be written again.',
});

export const portTaken = problemType<{ port: number; reason: string }>({
  code: 'HR-DURABLE-002',
  severity: 'error',
  title: 'No port for the Resonate protocol',
  message: ({ port, reason }) => `The Resonate protocol cannot be served on port ${port}: ${reason}.`,
  hint: () => 'Choose another port, or 0 for any that is free.',
});
