import { HeadraceError, type Problem } from '../../kernel/index.ts';
import type { LoadStateStore } from '../../load/index.ts';
import {
  type AliasTarget,
  countDocuments,
  type ElasticsearchConnection,
  elasticProblems,
  elasticsearchStateStore,
  type IndexBody,
  lookBehindAlias,
  readIndex,
} from '../../search/elasticsearch/index.ts';
import { type Fields, sqliteStateStore } from '../../search/index.ts';
import type { LoaderSettings } from '../settings/settings.ts';
import { wantedBody } from '../sync/open-sync.ts';
import { documentFields } from '../target/document-fields.ts';
import { openElasticsearchTarget } from '../target/elasticsearch-target.ts';
import type { IndexTarget } from '../target/index-target.ts';
import { openSqliteTarget, sqlitePath } from '../target/sqlite-target.ts';
import { unknownFields } from '../target/unknown-fields.ts';
import type { IndexNow } from './course.ts';
import { addNewFields, addStampField } from './new-fields.ts';
import type { LoadPlan } from './plan.ts';
import type { LoadSource } from './source.ts';

/** Where a load goes, looked at before anything is made. */
export interface LoadPlace extends IndexNow {
  /** Undefined for an index that is written to by its own name. */
  readonly alias: string | undefined;
  readonly states: LoadStateStore;
  /** Makes what is missing, and prepares to write. Nothing is made for a dry run. */
  open(source: LoadSource, onWarning: (problem: Problem) => void): Promise<OpenPlace>;
}

export interface OpenPlace {
  readonly target: IndexTarget;
  /** See {@link IndexNow}. */
  readonly identity: string | undefined;
}

export interface PlaceContext {
  readonly root: string;
  readonly settings: LoaderSettings;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** An index behind an alias, or one that has the name itself: loads of the original write to such. */
export async function clusterPlace(
  cluster: ElasticsearchConnection,
  plan: LoadPlan,
  { root, settings, dryRun, signal }: PlaceContext,
): Promise<LoadPlace> {
  const { name, config } = plan.index;
  const behind = await lookBehindName(cluster, name, signal);
  const plain = behind === 'index';
  const physical = plain ? name : (behind?.writeIndex ?? config?.physical ?? `${name}_v1`);
  const identity = await identityOf(cluster, physical, signal);
  const alias = plain ? undefined : name;
  return {
    ...{ physical, identity, alias },
    exists: identity !== undefined,
    isEmpty: async () => (await countDocuments(cluster, physical, signal)) === 0,
    states: elasticsearchStateStore(cluster, { leaseMs: settings.limits.leaseMs }),
    async open(source, onWarning) {
      for (const problem of unknownFields(source.fields, config)) onWarning(problem);
      const fields = documentFields(source.fields, config, settings.embeddingDimensions);
      const body = (some: Fields): IndexBody => wantedBody(root, config, some, settings);
      // A plain index, or one with a template, is as its owner wants it.
      const follows = !plain && config?.template === undefined && identity !== undefined;
      if (follows && !dryRun) await addNewFields(cluster, physical, fields, body, signal);
      const target = await openElasticsearchTarget(
        cluster,
        {
          ...{ alias, physical, dryRun },
          exactly: false,
          body: async () => body(fields),
          // Nobody has said how an index of their own should be.
          onWarning: plain && config === undefined ? () => {} : onWarning,
          leaseMs: settings.limits.leaseMs,
        },
        signal,
      );
      if (dryRun) return { target, identity };
      if (plain) await addStampField(cluster, physical, signal);
      return { target, identity: await identityOf(cluster, target.physical, signal) };
    },
  };
}

/** The file of the project. Its states go wherever it goes, so nothing else has to tell it from another. */
export function embeddedPlace(plan: LoadPlan, { root, settings, dryRun }: PlaceContext): LoadPlace {
  const { name, config } = plan.index;
  const path = sqlitePath(root, name);
  return {
    physical: name,
    alias: undefined,
    identity: undefined,
    exists: true,
    isEmpty: async () => false,
    states: sqliteStateStore(path, { leaseMs: settings.limits.leaseMs }),
    async open(source, onWarning) {
      for (const problem of unknownFields(source.fields, config)) onWarning(problem);
      const fields = documentFields(source.fields, config, settings.embeddingDimensions);
      const target = await openSqliteTarget({
        root,
        name,
        key: keyField(plan, source),
        fields,
        config,
        dryRun,
      });
      return { target, identity: undefined };
    },
  };
}

/** The name that the key has in documents. */
function keyField({ id, map }: LoadPlan, { fields }: LoadSource): string {
  const renamed = Object.entries(map?.rename ?? {}).find(([column]) => sameName(column, id))?.[1] ?? id;
  return fields.find((field) => sameName(field.name, renamed))?.name ?? renamed;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function lookBehindName(
  cluster: ElasticsearchConnection,
  name: string,
  signal: AbortSignal,
): Promise<AliasTarget | 'index' | undefined> {
  try {
    return await lookBehindAlias(cluster, name, signal);
  } catch (error) {
    if (isProblem(error, elasticProblems.aliasIsIndex.code)) return 'index';
    throw error;
  }
}

async function identityOf(
  cluster: ElasticsearchConnection,
  physical: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { uuid } = (await readIndex(cluster, physical, signal)).settings;
    return typeof uuid === 'string' ? uuid : undefined;
  } catch (error) {
    if (isProblem(error, elasticProblems.indexGone.code)) return undefined;
    throw error;
  }
}

function isProblem(error: unknown, code: string): boolean {
  return error instanceof HeadraceError && error.problems[0]?.code === code;
}
