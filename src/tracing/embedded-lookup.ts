import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Project, SearchIndexConfig } from '../project/index.ts';
import { openEmbeddedIndex, openQueryClient } from '../search/index.ts';
import { statePaths } from '../state/index.ts';
import { findDeadLetters } from './dead-letters.ts';
import type { IndexLookup, IndexProgress } from './types.ts';

/** Looks into an index that lies in a file of the project. */
export function embeddedLookup(project: Project, config: SearchIndexConfig): IndexLookup {
  const { name } = config;
  const path = join(statePaths(project.root).search, `${name}.db`);
  return {
    describe: () => `the embedded index "${name}"`,
    async get(key) {
      if (!(await progressOf(path)).built) return undefined;
      const client = await openQueryClient({ backend: 'sqlite', path });
      try {
        const document = await client.get(key);
        return document && { document };
      } finally {
        await client.close();
      }
    },
    deadLetters: (key) => findDeadLetters(project.root, [name, config.physical], key),
    progress: () => progressOf(path),
    close: async () => {},
  };
}

async function progressOf(path: string): Promise<IndexProgress> {
  if (!existsSync(path)) return { built: false, whole: false };
  const index = await openEmbeddedIndex(path, { readOnly: true });
  try {
    const info = index.info();
    if (!info) return { built: false, whole: false };
    if (info.loaded) return { built: true, whole: false };
    return { built: true, whole: true, mirrors: info.source.version };
  } finally {
    index.close();
  }
}
