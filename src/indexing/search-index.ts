import { existsSync } from 'node:fs';
import { exitCode, HeadraceError } from '../kernel/index.ts';
import type { Project, SearchIndexConfig } from '../project/index.ts';
import { openEmbeddedIndex, type SearchRequest, type SearchResult } from '../search/index.ts';
import { embedderFor } from './embedder-for.ts';
import { indexPath } from './index-table.ts';
import { indexNeverBuilt, noVectors, vectorsFromOutside } from './problems.ts';

/**
 * Searches an index of the project, embedding the query the way its documents were.
 *
 * @throws HeadraceError when the index was never built, or cannot be searched in this mode.
 */
export async function searchIndex(
  project: Project,
  config: SearchIndexConfig,
  request: SearchRequest,
): Promise<SearchResult> {
  const path = indexPath(project.root, config.name);
  const usage = { exitCode: exitCode.usage };
  if (!existsSync(path)) throw new HeadraceError(indexNeverBuilt({ name: config.name }), usage);
  const { name, vector } = config;
  if (request.mode !== 'text' && !vector) throw new HeadraceError(noVectors({ name }, config.at), usage);
  if (request.mode !== 'text' && vector?.embedder === 'column') {
    throw new HeadraceError(vectorsFromOutside({ name, column: vector.column }, config.at), usage);
  }
  const index = await openEmbeddedIndex(path, { readOnly: true });
  try {
    if (!index.info()) throw new HeadraceError(indexNeverBuilt({ name }), usage);
    if (request.mode === 'text') return index.search(request);
    const embedder = await embedderFor(project, config, {
      relearn: false,
      frozen: index.frozenModel(),
      texts: () => [],
    });
    const [queryVector] = (await embedder?.embed([request.query])) ?? [];
    return index.search(request, queryVector);
  } finally {
    index.close();
  }
}
