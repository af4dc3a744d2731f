import { existsSync } from 'node:fs';
import { usageError } from '../kernel/index.ts';
import type { Project, SearchIndexConfig } from '../project/index.ts';
import {
  type Embedder,
  type ModeRequest,
  openEmbeddedIndex,
  openQueryClient,
  type Page,
  type QueryClient,
  searchByMode,
} from '../search/index.ts';
import { queryEmbedder } from './embedder-for.ts';
import { indexPath } from './index-table.ts';
import { indexNeverBuilt, noVectors, vectorsFromOutside } from './problems.ts';

/** An index of a project, open for many searches. */
export interface Searcher {
  readonly client: QueryClient;
  /** Searches, embedding the query the way the documents were. */
  search(request: ModeRequest): Promise<Page>;
  close(): Promise<void>;
}

/**
 * @param open opens a client for an index that is not embedded, with what embeds queries to it.
 * @throws HeadraceError when the index was never built.
 */
export async function openSearcher(
  project: Pick<Project, 'root'>,
  config: SearchIndexConfig,
  open: (embedder: Pick<Embedder, 'embed'>) => Promise<QueryClient> = (embedder) =>
    openEmbedded(project, config, embedder),
): Promise<Searcher> {
  const client = await open(embedderOfQueries(project, config));
  return {
    client,
    search: async (request) => {
      if (request.mode !== 'text') checkVectors(config);
      return searchByMode(client, request);
    },
    close: () => client.close(),
  };
}

async function openEmbedded(
  project: Pick<Project, 'root'>,
  config: SearchIndexConfig,
  embedder: Pick<Embedder, 'embed'>,
): Promise<QueryClient> {
  const path = indexPath(project.root, config.name);
  const index = existsSync(path) ? await openEmbeddedIndex(path, { readOnly: true }) : undefined;
  const isBuilt = index?.info() !== undefined;
  index?.close();
  if (!isBuilt) throw usageError(indexNeverBuilt({ name: config.name }));
  return openQueryClient({ backend: 'sqlite', path, embedder });
}

/** Makes vectors of queries; what that takes is loaded with the first one. */
function embedderOfQueries(
  project: Pick<Project, 'root'>,
  config: SearchIndexConfig,
): Pick<Embedder, 'embed'> {
  let embedder: Embedder | undefined;
  return {
    embed: async (texts, signal) => {
      checkVectors(config);
      embedder ??= await queryEmbedder(project, config, await frozenModel(project, config));
      return (await embedder?.embed(texts, signal)) ?? [];
    },
  };
}

/** @throws HeadraceError (exit code 2) where queries cannot be embedded. */
function checkVectors({ name, vector, at }: SearchIndexConfig): void {
  if (!vector) throw usageError(noVectors({ name }, at));
  if (vector.embedder === 'column') throw usageError(vectorsFromOutside({ name, column: vector.column }, at));
}

async function frozenModel(
  project: Pick<Project, 'root'>,
  { name, vector }: SearchIndexConfig,
): Promise<Parameters<typeof queryEmbedder>[2]> {
  if (vector?.embedder !== 'corpus') return undefined;
  const index = await openEmbeddedIndex(indexPath(project.root, name), { readOnly: true });
  try {
    return index.frozenModel();
  } finally {
    index.close();
  }
}
