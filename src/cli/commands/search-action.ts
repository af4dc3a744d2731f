import { grouped } from '../../kernel/index.ts';
import type { Fields, ModeRequest, Page, QueryHit, Sort } from '../../search/index.ts';
import { type Style, styleFor } from '../report/style.ts';
import { openIndex } from './open-index.ts';
import type { SearchOptions } from './search.ts';
import { readFilters } from './search-filter.ts';

/** A field with more values than this is counted by its most frequent ones. */
const facetSize = 100;

export async function search(query: string, options: SearchOptions): Promise<void> {
  const { config, searcher } = await openIndex(options);
  try {
    const request = requestOf(query, options, searcher.client.schema.fields);
    const page = await searcher.search(request);
    if (options.json) {
      const { mode } = options;
      process.stdout.write(
        `${JSON.stringify({ index: config.name, query, mode, ...asJson(page) }, null, 2)}\n`,
      );
      return;
    }
    // By meaning, everything is found; how many pass the filters is no news.
    const counted = options.mode === 'semantic' ? undefined : page.total;
    const fields = config.text.length > 0 ? config.text : textFields(searcher.client.schema.fields);
    process.stdout.write(render(page, counted, fields, styleFor(process.stdout)));
  } finally {
    await searcher.close();
  }
}

function textFields(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, { type }]) => (type === 'text' ? [name] : []));
}

function requestOf(query: string, options: SearchOptions, fields: Fields): ModeRequest {
  const {
    mode,
    operator,
    limit,
    facet = [],
    filter = [],
    field = [],
    sort = [],
    cursor,
    fuzziness,
  } = options;
  const match = options.phrase ? 'phrase' : options.prefix ? 'prefix' : undefined;
  const asked = readFilters(filter, fields);
  return {
    mode,
    query,
    operator,
    limit,
    highlight: true,
    ...(asked && { filter: asked }),
    ...(facet.length > 0 && { facets: Object.fromEntries(facet.map((name) => [name, { size: facetSize }])) }),
    ...(field.length > 0 && { fields: readWeights(field) }),
    ...(sort.length > 0 && { sort: sort.map(readSort) }),
    ...(fuzziness !== undefined && { fuzziness }),
    ...(match && { match }),
    ...(cursor !== undefined && { cursor }),
  };
}

/** `name` or `name^2`. Without any weight, it is the order that counts. */
function readWeights(texts: readonly string[]): ModeRequest['fields'] {
  if (!texts.some((text) => text.includes('^'))) return texts;
  return Object.fromEntries(
    texts.map((text) => {
      const [name = '', weight = '1'] = text.split('^');
      return [name, Number(weight)];
    }),
  );
}

/** `name`, or `name:desc`. */
function readSort(text: string): Sort {
  const [, field = text, order] = /^(.+):(asc|desc)$/.exec(text) ?? [];
  return order === 'asc' || order === 'desc' ? { field, order } : { field };
}

/** The shape that scripts rely on: one snippet per field. */
function asJson({ hits, total, facets, operator, cursor }: Page): object {
  return {
    hits: hits.map((hit) => ({ ...hit, highlights: oneSnippetEach(hit) })),
    total,
    facets,
    ...(operator && { operator }),
    ...(cursor !== undefined && { cursor }),
  };
}

function oneSnippetEach({ highlights }: QueryHit): Record<string, string> {
  return Object.fromEntries(
    Object.entries(highlights).map(([field, snippets]) => [field, snippets.join(' … ')]),
  );
}

function render(
  { hits, facets, cursor }: Page,
  total: number | undefined,
  fields: readonly string[],
  style: Style,
): string {
  const blocks = hits.map((hit, position) => renderHit(hit, position + 1, fields, style));
  const counted = Object.entries(facets).map(([field, counts]) => {
    const values = counts.map(({ value, count }) => `${value} ${style.dim(String(count))}`).join('  ');
    return `${style.dim(`${field}:`)} ${values}`;
  });
  const found = total === undefined ? '' : `${grouped(total)} found`;
  const summary =
    hits.length === 0 ? 'nothing found' : [`${hits.length} shown`, found].filter(Boolean).join(', ');
  const next = cursor === undefined ? [] : [style.dim(`next page: --cursor ${cursor}`)];
  return `${[...blocks, ...counted, style.dim(summary), ...next].join('\n')}\n`;
}

function renderHit(hit: QueryHit, rank: number, fields: readonly string[], style: Style): string {
  const snippets = oneSnippetEach(hit);
  const marked = (field: string): string => {
    const text = snippets[field] ?? String(hit.document[field] ?? '');
    return text.replace(/«([^»]*)»/g, (_all, word: string) => style.yellow(word)).replaceAll('\n', ' ');
  };
  const [title = '', ...rest] = fields.map(marked).filter(Boolean);
  const lines = [
    `${style.dim(`${rank}.`.padStart(3))} ${style.bold(title)}  ${style.dim(hit.score.toFixed(3))}`,
  ];
  for (const text of rest) lines.push(`    ${text.length > 300 ? `${text.slice(0, 299)}…` : text}`);
  return lines.join('\n');
}
