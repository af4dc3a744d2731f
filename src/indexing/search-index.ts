import { existsSync } from 'node:fs';
import { exitCode, HeadraceError } from '../kernel/index.ts';
import type { Project, SearchIndexConfig } from '../project/index.ts';
import { type Embedder, openEmbeddedIndex, type SearchRequest, type SearchResult } from '../search/index.ts';
import { queryEmbedder } from './embedder-for.ts';
import { indexPath } from './index-table.ts';
import { indexNeverBuilt, noVectors, vectorsFromOutside } from './problems.ts';

/** An index of a project, open for many searches. */
export interface Searcher {
  /** Searches, embedding the query the way the documents were. */
  search(request: SearchRequest): Promise<SearchResult>;
  close(): void;
}

/** @throws HeadraceError when the index was never built. */
export async function openSearcher(project: Project, config: SearchIndexConfig): Promise<Searcher> {
  const path = indexPath(project.root, config.name);
  const { name, vector } = config;
  const refuse = (make: (params: { name: string }) => HeadraceError['problems'][number]): HeadraceError =>
    new HeadraceError(make({ name }), { exitCode: exitCode.usage });
  if (!existsSync(path)) throw refuse(indexNeverBuilt);
  const index = await openEmbeddedIndex(path, { readOnly: true });
  if (!index.info()) {
    index.close();
    throw refuse(indexNeverBuilt);
  }
  let embedder: Embedder | undefined;
  const embed = async (query: string): Promise<Float32Array | undefined> => {
    if (!vector) throw refuse((params) => noVectors(params, config.at));
    if (vector.embedder === 'column') {
      throw refuse((params) => vectorsFromOutside({ ...params, column: vector.column }, config.at));
    }
    embedder ??= await queryEmbedder(project, config, index.frozenModel());
    const [queryVector] = (await embedder?.embed([query])) ?? [];
    return queryVector;
  };
  return {
    search: async (request) =>
      index.search(request, request.mode === 'text' ? undefined : await embed(request.query)),
    close: () => index.close(),
  };
}
