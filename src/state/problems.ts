import { problemType } from '../kernel/index.ts';

export const newerFormat = problemType<{ path: string; what: string; found: number; known: number }>({
  code: 'HR-STATE-001',
  severity: 'error',
  title: 'Written by a newer Headrace',
  message: ({ path, what, found, known }) =>
    `The ${what} file ${path} has format ${found}; this version of Headrace knows formats up to ${known}.`,
  hint: () => 'Use the newer version of Headrace that wrote it, or point --project at another folder.',
});

export const unreadableStore = problemType<{ path: string; what: string; reason: string }>({
  code: 'HR-STATE-002',
  severity: 'error',
  title: 'Unreadable state',
  message: ({ path, what, reason }) => `The ${what} file ${path} cannot be opened: ${reason}.`,
  hint: () =>
    'Check the permissions and the free space. If the file is damaged, restore it from a backup, or move the folder `.headrace` away and run again: tables are then built anew from their sources.',
});

export const locked = problemType<{ holder: string; path: string }>({
  code: 'HR-STATE-003',
  severity: 'error',
  title: 'Locked by another process',
  message: ({ holder }) => `Another process is writing to this project: ${holder}.`,
  hint: ({ path }) =>
    `Wait for it, or end it. The lock (${path}) is the operating system's own: it goes away with its process, so there is nothing to delete.`,
});
