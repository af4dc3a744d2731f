import { count, problemType } from '../kernel/index.ts';

/** Everything an index can say about itself and its input; for what it is asked, see `client/problems.ts`. */
export const indexMissing = problemType<{ path: string }>({
  code: 'HR-SEARCH-001',
  severity: 'error',
  title: 'No index',
  message: ({ path }) => `There is no search index at ${path}.`,
  hint: () => 'Build it first: headrace index.',
});

export const indexNotBuilt = problemType<{ path: string }>({
  code: 'HR-SEARCH-002',
  severity: 'error',
  title: 'Index never built',
  message: ({ path }) => `The search index at ${path} was created but nothing has been written to it yet.`,
  hint: () => 'Build it: headrace index.',
});

export const notADatabase = problemType<{ path: string }>({
  code: 'HR-SEARCH-003',
  severity: 'error',
  title: 'Not a search index',
  message: ({ path }) => `${path} is not a search index: it is no SQLite database.`,
  hint: () => 'Move the file away, or choose another path, and build the index again.',
});

export const foreignDatabase = problemType<{ path: string }>({
  code: 'HR-SEARCH-004',
  severity: 'error',
  title: "Somebody else's database",
  message: ({ path }) => `${path} is a SQLite database, but not a Headrace search index.`,
  hint: () => 'Nothing was changed in it. Choose another path for the index.',
});

export const newerFormat = problemType<{ path: string; found: number; known: number }>({
  code: 'HR-SEARCH-005',
  severity: 'error',
  title: 'Index from a newer Headrace',
  message: ({ path, found, known }) =>
    `The search index at ${path} has format ${found}; this version of Headrace knows formats up to ${known}.`,
  hint: () => 'Upgrade Headrace, or delete the file and build the index again.',
});

export const indexCorrupt = problemType<{ path: string; detail: string }>({
  code: 'HR-SEARCH-006',
  severity: 'error',
  title: 'Index damaged',
  message: ({ path, detail }) => `The search index at ${path} is damaged: ${detail}.`,
  hint: () => 'Delete the file and build the index again; it holds nothing that the tables do not.',
});

export const indexLocked = problemType<{ path: string }>({
  code: 'HR-SEARCH-007',
  severity: 'error',
  title: 'Index locked',
  message: ({ path }) => `The search index at ${path} is locked: another process is writing to it.`,
  hint: () => 'Wait for it to finish. Searching is not affected.',
});

export const indexUnusable = problemType<{ path: string; detail: string }>({
  code: 'HR-SEARCH-008',
  severity: 'error',
  title: 'Index cannot be read or written',
  message: ({ path, detail }) => `The search index at ${path} cannot be used: ${detail}.`,
});

export const vectorsUnavailable = problemType<{ platform: string; detail: string }>({
  code: 'HR-SEARCH-009',
  severity: 'error',
  title: 'No vector extension',
  message: ({ platform, detail }) => `The sqlite-vec extension cannot be loaded on ${platform}: ${detail}.`,
  hint: () => 'Indexes without a vector work everywhere.',
});

export const missingIds = problemType<{ records: number }>({
  code: 'HR-SEARCH-030',
  severity: 'error',
  title: 'Records without an id',
  message: ({ records }) => `${count(records, 'record')} without an id (NULL or empty). Nothing was written.`,
  hint: () => 'Leave them out of the table, or index by another column.',
});

export const duplicateIds = problemType<{ ids: readonly string[]; records: number }>({
  code: 'HR-SEARCH-031',
  severity: 'error',
  title: 'Duplicate ids',
  message: ({ ids, records }) =>
    `${count(records, 'record')} with an id that another record has already: ` +
    `${ids.map((id) => JSON.stringify(id)).join(', ')}${records > ids.length ? ', …' : ''}. Nothing was written.`,
  hint: () => 'An id must name one record; deduplicate the table, or index by another column.',
});

/** A record whose vector cannot be stored. */
export interface VectorFault {
  readonly id: string;
  readonly detail: string;
}

export const invalidVectors = problemType<{
  faults: readonly VectorFault[];
  records: number;
  dimensions: number;
}>({
  code: 'HR-SEARCH-032',
  severity: 'error',
  title: 'Invalid vectors',
  message: ({ faults, records, dimensions }) =>
    `${count(records, 'vector')} that ${records === 1 ? 'does' : 'do'} not fit an index of ${dimensions} dimensions: ` +
    `${faults.map(({ id, detail }) => `${JSON.stringify(id)} ${detail}`).join(', ')}` +
    `${records > faults.length ? ', …' : ''}. Nothing was written.`,
});

export const embedderMiscounted = problemType<{ embedder: string; texts: number; vectors: number }>({
  code: 'HR-SEARCH-033',
  severity: 'error',
  title: 'Embedder lost texts',
  message: ({ embedder, texts, vectors }) =>
    `The embedder "${embedder}" gave ${count(vectors, 'vector')} for ${count(texts, 'text')}. Nothing was written.`,
});

export const mirrorInterrupted = problemType<{ path: string }>({
  code: 'HR-SEARCH-034',
  severity: 'error',
  title: 'Indexing interrupted',
  message: ({ path }) => `Interrupted; the search index at ${path} is as it was before.`,
});
