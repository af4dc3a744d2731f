import { didYouMean, listing, problemType } from '../../kernel/index.ts';

/** What can be wrong with a question to an index. `use` says what for: "filter by", "sort by". */
export const unknownField = problemType<{ field: string; use: string; fields: readonly string[] }>({
  code: 'HR-SEARCH-020',
  severity: 'error',
  title: 'Unknown field',
  message: ({ field, use, fields }) =>
    fields.length === 0
      ? `There is no field "${field}" to ${use}: this index has none.`
      : `There is no field "${field}" to ${use}. Fields to ${use}: ${listing(fields, 20)}.${didYouMean(field, fields)}`,
});

export const invalidLimit = problemType<{ limit: number; max: number }>({
  code: 'HR-SEARCH-021',
  severity: 'error',
  title: 'Invalid limit',
  message: ({ limit, max }) => `The limit must be a whole number from 1 to ${max}, not ${limit}.`,
});

export const noVectors = problemType<{ mode: string }>({
  code: 'HR-SEARCH-022',
  severity: 'error',
  title: 'Index without vectors',
  message: ({ mode }) => `This index has no vectors, so it cannot answer a ${mode} search.`,
  hint: () => 'Search with mode text, or give the index a vector and build it again.',
});

export const invalidQueryVector = problemType<{ mode: string; detail: string }>({
  code: 'HR-SEARCH-023',
  severity: 'error',
  title: 'Invalid query vector',
  message: ({ mode, detail }) => `A ${mode} search needs a query vector that fits the index: ${detail}.`,
});

export const wrongFieldType = problemType<{
  field: string;
  type: string;
  use: string;
  fields: readonly string[];
}>({
  code: 'HR-SEARCH-060',
  severity: 'error',
  title: 'Field of another type',
  message: ({ field, type, use }) => `"${field}" is ${article(type)} field: it is not there to ${use}.`,
  hint: ({ use, fields }) => `Fields to ${use}: ${listing(fields, 20)}.`,
});

export const wrongValue = problemType<{ field: string; type: string; expected: string; found: unknown }>({
  code: 'HR-SEARCH-061',
  severity: 'error',
  title: 'Value of another type',
  message: ({ field, type, expected, found }) =>
    `"${field}" is ${article(type)} field: it is compared with ${expected}, not with ${shown(found)}.`,
});

export const invalidOption = problemType<{ option: string; expected: string; found: unknown }>({
  code: 'HR-SEARCH-062',
  severity: 'error',
  title: 'Invalid part of a request',
  message: ({ option, expected, found }) => `"${option}" must be ${expected}, not ${shown(found)}.`,
});

export const invalidCursor = problemType<{ detail: string }>({
  code: 'HR-SEARCH-063',
  severity: 'error',
  title: 'Cursor does not fit',
  message: ({ detail }) => `The cursor cannot be used: ${detail}.`,
  hint: () => 'Use the cursor of the page before, with the same request; `true` for the first page.',
});

export const expiredCursor = problemType<{ detail: string }>({
  code: 'HR-SEARCH-064',
  severity: 'error',
  title: 'Cursor expired',
  message: ({ detail }) => `The next page cannot be had any more: ${detail}.`,
  hint: () => 'Begin again with the first page. To read everything, use `iterate`.',
});

export const noEmbedder = problemType<{ mode: string }>({
  code: 'HR-SEARCH-065',
  severity: 'error',
  title: 'Nothing to make vectors with',
  message: ({ mode }) =>
    `A ${mode} search for words needs an embedder, and the client was opened without one.`,
  hint: () => 'Open the client with the embedder that made the vectors, or give the vector itself.',
});

export const schemaDoesNotFit = problemType<{
  path: string;
  fields: readonly string[];
  known: readonly string[];
}>({
  code: 'HR-SEARCH-066',
  severity: 'error',
  title: 'Schema does not fit the index',
  message: ({ path, fields, known }) =>
    `The index at ${path} has no words of ${listing(fields)}; its text fields are: ${listing(known, 20)}.`,
  hint: () => 'Leave the schema out to use that of the index, or build the index again.',
});

const article = (type: string): string => `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;

function shown(value: unknown): string {
  const text =
    typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? 'a list' : String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
