import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCode, HeadraceError, type Problem, systemClock } from '../../kernel/index.ts';
import type { SearchIndexConfig } from '../../project/index.ts';
import {
  type ElasticsearchConnection,
  elasticProblems,
  type IndexBody,
  indexBody,
  readTemplate,
} from '../../search/elasticsearch/index.ts';
import type { Fields } from '../../search/index.ts';
import { badDuration } from '../problems.ts';
import { connectionOf } from '../settings/backend.ts';
import { resolvePostgres } from '../settings/connections.ts';
import type { LoaderSettings } from '../settings/settings.ts';
import { whyUnreadable } from '../settings/why-unreadable.ts';
import { documentFields } from '../target/document-fields.ts';
import { openElasticsearchTarget, reachElasticsearch } from '../target/elasticsearch-target.ts';
import type { IndexTarget } from '../target/index-target.ts';
import type { WantedSqliteTarget } from '../target/sqlite-target.ts';
import { unknownFields } from '../target/unknown-fields.ts';
import { openPostgresSide } from './postgres-side.ts';
import type { SideRequest } from './side-request.ts';
import type { SyncRequest } from './sync.ts';
import { type SyncNames, syncNames } from './sync-names.ts';
import type { SyncSource } from './sync-source.ts';

/** Both ends of a sync, reached and ready. */
export interface SyncSides {
  readonly names: SyncNames;
  readonly source: SyncSource;
  readonly target: IndexTarget;
  close(): Promise<void>;
}

export type SidesRequest = Omit<SideRequest, 'flags' | 'deadLetters'> &
  Pick<SyncRequest, 'onEvent' | 'dryRun' | 'read'>;

/** Both ends of a sync, reached; the index was not looked at yet. */
export interface ReachedSides {
  readonly names: SyncNames;
  readonly source: SyncSource;
  /** Absent: the index is an embedded one. */
  readonly cluster: ElasticsearchConnection | undefined;
  readonly fields: Fields;
  /** Settings and mappings as they are wanted now. */
  readonly body: () => IndexBody;
  readonly onWarning: (problem: Problem) => void;
  close(): Promise<void>;
}

/**
 * Reaches both sides before anything is done, and tells at once what is wrong with either.
 *
 * @throws HeadraceError with all problems of both.
 */
export async function reachSides(request: SidesRequest, settings: LoaderSettings): Promise<ReachedSides> {
  const { project, env, signal } = request;
  const context = { project, env };
  const names = syncNames(project, request, settings);
  const { config } = names;
  const onWarning = (problem: Problem): void =>
    request.onEvent({ type: 'load_warning', at: systemClock.now(), id: names.alias, problem });
  const sync = config?.sync;
  const openSource = async (): Promise<SyncSource> =>
    openPostgresSide({
      settings: resolvePostgres(request.from, sync?.connection, context),
      table: names.table,
      key: names.key,
      updatedAt: request.updatedAt ?? sync?.updatedAt,
      version: request.versionColumn ?? sync?.version,
      map: sync?.map,
      read: request.read,
      pageRows: settings.pageSize,
      overlapMs: sync?.overlap === undefined ? undefined : milliseconds(sync.overlap),
      onWarning,
    });
  const openBackend = async (): Promise<ElasticsearchConnection | undefined> => {
    const cluster = connectionOf('--to', request.to, project, env);
    return cluster && reachElasticsearch(cluster, signal);
  };
  const [source, cluster] = await bothOrAllProblems(openSource, openBackend, (reached) => reached?.close());
  for (const problem of unknownFields(source.fields, config)) onWarning(problem);
  const fields = documentFields(source.fields, config, settings.embeddingDimensions);
  return {
    ...{ names, source, cluster, fields, onWarning },
    body: () => wantedBody(request.root, config, fields, settings),
    close: async () => cluster?.close(),
  };
}

/** Reaches both sides, and makes sure that there is an index. @throws HeadraceError as {@link reachSides} does. */
export async function openSyncSides(request: SidesRequest, settings: LoaderSettings): Promise<SyncSides> {
  const { root, dryRun, signal } = request;
  const { names, source, cluster, fields, body, onWarning, close } = await reachSides(request, settings);
  try {
    const { alias, key, config } = names;
    const target =
      cluster === undefined
        ? await openEmbedded({ root, name: alias, key, fields, config, dryRun })
        : await openElasticsearchTarget(
            cluster,
            {
              alias,
              physical: names.physical,
              exactly: names.physicalGiven,
              body: async () => body(),
              onWarning,
              dryRun,
              leaseMs: settings.limits.leaseMs,
            },
            signal,
          );
    return {
      names,
      source,
      target,
      close: async () => {
        await target.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What an embedded index needs is loaded for one only. */
async function openEmbedded(wanted: WantedSqliteTarget): Promise<IndexTarget> {
  const { openSqliteTarget } = await import('../target/sqlite-target.ts');
  return openSqliteTarget(wanted);
}

/**
 * The user's template, or what follows from the fields.
 *
 * @throws HeadraceError (exit code 2) for a template that cannot be read or used.
 */
export function wantedBody(
  root: string,
  config: SearchIndexConfig | undefined,
  fields: ReturnType<typeof documentFields>,
  settings: Pick<LoaderSettings, 'embeddingDimensions' | 'shards'>,
): IndexBody {
  const numberOfShards = config?.shards ?? settings.shards;
  const template = config?.template;
  if (template === undefined) {
    return indexBody({ fields, numberOfShards, ...(config && { analyzer: config.analyzer }) });
  }
  const name = typeof template === 'string' ? template : `search.indexes.${config?.name}.template`;
  const content = typeof template === 'string' ? templateText(root, template) : template;
  return readTemplate(
    { name, content },
    {
      EMBEDDING_DIMENSIONS: settings.embeddingDimensions,
      ELASTICSEARCH_NUMBER_OF_SHARDS: numberOfShards,
    },
  );
}

function templateText(root: string, template: string): string {
  try {
    return readFileSync(resolve(root, template), 'utf8');
  } catch (error) {
    const problem = elasticProblems.unusableTemplate({ template, detail: whyUnreadable(error) });
    throw new HeadraceError(problem, { exitCode: exitCode.usage, cause: error });
  }
}

/** Runs both; if either fails, undoes the second and tells the problems of both. */
async function bothOrAllProblems<A, B>(
  first: () => Promise<A>,
  second: () => Promise<B>,
  undo: (made: B) => Promise<void> | undefined,
): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first(), second()]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  if (b.status === 'fulfilled') await undo(b.value);
  const errors = [a, b].flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const [error] = errors;
  if (!errors.every((each) => each instanceof HeadraceError)) throw error;
  const problems = errors.flatMap((each) => (each instanceof HeadraceError ? each.problems : []));
  const code = error instanceof HeadraceError ? error.exitCode : exitCode.failed;
  throw new HeadraceError(problems, { exitCode: code, cause: error });
}

function milliseconds(text: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  if (number === undefined) throw new HeadraceError(badDuration({ text }), { exitCode: exitCode.usage });
  return (
    Number(number) *
    { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit === 'ms' || unit === 'm' || unit === 'h' ? unit : 's']
  );
}
