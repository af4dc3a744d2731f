import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { invalidOption } from './problems.ts';
import type { Fields, HybridRequest, Page, QueryClient, TextRequest } from './types.ts';

export type SearchMode = 'text' | 'semantic' | 'hybrid';

/** A request whose kind is only known at run time. */
export type ModeRequest<F extends Fields = Fields> = { readonly mode: SearchMode } & HybridRequest<F> &
  Pick<TextRequest<F>, 'sort' | 'cursor'>;

/** @throws HeadraceError (exit code 2) for what a mode does not know. */
export async function searchByMode<F extends Fields>(
  client: QueryClient<F>,
  { mode, sort, cursor, ...request }: ModeRequest<F>,
): Promise<Page> {
  if (mode === 'text') {
    const { vector: _vector, field: _field, candidates: _candidates, ...text } = request;
    return client.search({ ...text, ...(sort && { sort }), ...(cursor !== undefined && { cursor }) });
  }
  const { fields, fuzziness, match } = request;
  const forWords = mode === 'semantic' ? { fields, fuzziness, match } : {};
  for (const [option, given] of Object.entries({ sort, cursor, ...forWords })) {
    if (given === undefined) continue;
    const problem = invalidOption({ option, expected: `left out of a ${mode} search`, found: given });
    throw new HeadraceError(problem, { exitCode: exitCode.usage });
  }
  if (mode === 'hybrid') return client.hybrid(request);
  const { query, vector, field, candidates, filter, limit, facets, highlight, signal } = request;
  const given = { query, vector, field, candidates, filter, limit, facets, highlight, signal };
  return client.semantic(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
}
