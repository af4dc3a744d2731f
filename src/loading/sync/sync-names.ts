import { exitCode, HeadraceError } from '../../kernel/index.ts';
import type { Project, SearchIndexConfig } from '../../project/index.ts';
import { severalSyncs, unknownSyncIndex } from '../problems.ts';
import type { LoaderSettings } from '../settings/settings.ts';

/** What is synced with what; the names that the original has always used, where nothing else is said. */
export interface SyncNames {
  readonly config: SearchIndexConfig | undefined;
  readonly table: string;
  readonly key: string;
  readonly alias: string;
  readonly physical: string;
  /** Whether somebody asked for just this physical index. */
  readonly physicalGiven: boolean;
}

/** @throws HeadraceError (exit code 2) for an index that is not there, or when there are several. */
export function syncNames(
  project: Pick<Project, 'indexes'> | undefined,
  asked: {
    readonly index?: string | undefined;
    readonly table?: string | undefined;
    readonly key?: string | undefined;
  },
  settings: Pick<LoaderSettings, 'indexName' | 'indexAlias'>,
): SyncNames {
  const config = chosenIndex(project, asked.index ?? settings.indexAlias, asked.index !== undefined);
  return {
    config,
    table: asked.table ?? config?.sync?.table ?? 'integrated_records',
    key: asked.key ?? config?.sync?.key ?? config?.id ?? 'hk',
    alias: settings.indexAlias ?? config?.name ?? 'integrated_records',
    physical:
      settings.indexName ??
      config?.physical ??
      (settings.indexAlias === undefined ? 'integrated_records_v1' : `${settings.indexAlias}_v1`),
    physicalGiven: settings.indexName !== undefined,
  };
}

function chosenIndex(
  project: Pick<Project, 'indexes'> | undefined,
  name: string | undefined,
  mustExist: boolean,
): SearchIndexConfig | undefined {
  const indexes = [...(project?.indexes.values() ?? [])];
  const synced = indexes.filter(({ sync }) => sync !== undefined);
  if (name !== undefined) {
    const found = indexes.find((index) => index.name === name);
    if (found || !mustExist) return found;
    const names = indexes.map((index) => index.name);
    throw new HeadraceError(unknownSyncIndex({ name, names }), { exitCode: exitCode.usage });
  }
  if (synced.length > 1) {
    const names = synced.map((index) => index.name);
    throw new HeadraceError(severalSyncs({ names }), { exitCode: exitCode.usage });
  }
  return synced[0];
}
