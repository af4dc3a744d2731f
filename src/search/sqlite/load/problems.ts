import { listing, problemType } from '../../../kernel/index.ts';

/** What can be wrong between an embedded index and those who load records into it. */
export const indexIsMirrored = problemType<{ path: string; table: string }>({
  code: 'HR-SEARCH-040',
  severity: 'error',
  title: 'Index of a table',
  message: ({ path, table }) =>
    `The search index at ${path} mirrors the table "${table}" (headrace index); records cannot be loaded into it.`,
  hint: () => 'Load into an index of another name. If this one may go, delete the file. Nothing was changed.',
});

export const indexIsLoaded = problemType<{ path: string }>({
  code: 'HR-SEARCH-041',
  severity: 'error',
  title: 'Index of loaded records',
  message: ({ path }) =>
    `The search index at ${path} holds records that were loaded (headrace sync, headrace load); it cannot mirror a table.`,
  hint: () => 'Use an index of another name. If this one may go, delete the file. Nothing was changed.',
});

export const indexShapeChanged = problemType<{ path: string; changes: readonly string[] }>({
  code: 'HR-SEARCH-042',
  severity: 'error',
  title: 'Index made with other fields',
  message: ({ path, changes }) =>
    `The search index at ${path} was made differently: ${listing(changes, 10)}.`,
  hint: () => '`headrace reindex` makes it anew beside the old one; or load into an index of another name.',
});

export const indexReplaced = problemType<{ path: string }>({
  code: 'HR-SEARCH-043',
  severity: 'error',
  title: 'Index gone while loading',
  message: ({ path }) =>
    `The search index at ${path} was deleted or replaced while records were loaded into it.`,
  hint: () => 'What was written went with it: load again.',
});

export const loadHeld = problemType<{ load: string; owner: string; until: string }>({
  code: 'HR-SEARCH-044',
  severity: 'error',
  title: 'Load held by another loader',
  message: ({ load, owner, until }) =>
    `Another loader is at work on ${load}: ${owner}, until ${until} at least.`,
  hint: () => 'Wait for it to finish. If it is dead, its hold ends by itself at that time.',
});

export const loadTakenOver = problemType<{ load: string; owner: string }>({
  code: 'HR-SEARCH-045',
  severity: 'error',
  title: 'Load taken over by another loader',
  message: ({ load, owner }) => `${owner} has taken over ${load}. This loader stops.`,
  hint: () => 'Nothing is lost: the other one goes on from the last saved state.',
});

export const loadStateUnreadable = problemType<{ load: string; path: string; detail: string }>({
  code: 'HR-SEARCH-046',
  severity: 'error',
  title: 'State of a load cannot be read',
  message: ({ load, path, detail }) => `The state of ${load} in ${path} cannot be read: ${detail}.`,
  hint: () => 'Start the load anew with --restart.',
});
