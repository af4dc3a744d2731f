import { openSearcher } from '../../indexing/index.ts';
import { exitCode, grouped, HeadraceError } from '../../kernel/index.ts';
import type { Hit, SearchRequest, SearchResult } from '../../search/index.ts';
import { readProject, showWarnings } from '../open-project.ts';
import { badFilter } from '../problems.ts';
import { type Style, styleFor } from '../report/style.ts';
import { chooseIndex } from './choose-index.ts';
import type { SearchOptions } from './search.ts';

export async function search(query: string, options: SearchOptions): Promise<void> {
  const { project, problems } = await readProject(options);
  showWarnings(problems, options);
  const config = chooseIndex(project, options.index);
  const { mode, operator, limit, facet = [], filter = [] } = options;
  const request: SearchRequest = {
    mode,
    query,
    operator,
    limit,
    facets: facet,
    filters: readFilters(filter),
  };
  const searcher = await openSearcher(project, config);
  const result = await searcher.search(request).finally(() => searcher.close());
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ index: config.name, query, mode, ...result }, null, 2)}\n`);
    return;
  }
  // By meaning, everything is found; how many pass the filters is no news.
  const counted = mode === 'semantic' ? undefined : result.total;
  process.stdout.write(render(result, counted, config.text, styleFor(process.stdout)));
}

/** `field=value` pairs; a field named twice accepts either value. */
function readFilters(texts: readonly string[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const text of texts) {
    const separator = text.indexOf('=');
    if (separator < 1) throw new HeadraceError(badFilter({ text }), { exitCode: exitCode.usage });
    const field = text.slice(0, separator);
    filters[field] = [...(filters[field] ?? []), text.slice(separator + 1)];
  }
  return filters;
}

function render(
  { hits, facets }: SearchResult,
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
  return `${[...blocks, ...counted, style.dim(summary)].join('\n')}\n`;
}

function renderHit(hit: Hit, rank: number, fields: readonly string[], style: Style): string {
  const marked = (field: string): string => {
    const text = hit.highlights[field] ?? String(hit.document[field] ?? '');
    return text.replace(/«([^»]*)»/g, (_all, word: string) => style.yellow(word)).replaceAll('\n', ' ');
  };
  const [title = '', ...rest] = fields.map(marked).filter(Boolean);
  const lines = [
    `${style.dim(`${rank}.`.padStart(3))} ${style.bold(title)}  ${style.dim(hit.score.toFixed(3))}`,
  ];
  for (const text of rest) lines.push(`    ${text.length > 300 ? `${text.slice(0, 299)}…` : text}`);
  return lines.join('\n');
}
