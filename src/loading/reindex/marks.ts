import { isRecord } from '../../kernel/index.ts';
import {
  type ElasticsearchConnection,
  type IndexBody,
  putMapping,
  readIndex,
} from '../../search/elasticsearch/index.ts';

/** Written into an index while it is built beside the live one: a crash leaves it for the next reindex. */
export interface BuildMark {
  /** The alias it is built for. */
  readonly alias: string;
  /** The index it is to replace. */
  readonly from: string;
  /** Changes with whatever would make another index. */
  readonly identity: string;
}

export interface Marks {
  /** Absent: it is complete. */
  readonly building: BuildMark | undefined;
  /** The index that has taken its place. */
  readonly replacedBy: string | undefined;
}

/** Keys in the `_meta` of the mapping: they live and die with the index. */
const metaKeys = { building: 'headrace_reindex', replacedBy: 'headrace_replaced_by' } as const;

/** A description of an index that says from the start what it is for. */
export function withBuildMark(body: IndexBody, mark: BuildMark): IndexBody {
  const meta = isRecord(body.mappings._meta) ? body.mappings._meta : {};
  return { ...body, mappings: { ...body.mappings, _meta: { ...meta, [metaKeys.building]: mark } } };
}

export async function readMarks(
  cluster: ElasticsearchConnection,
  physical: string,
  signal?: AbortSignal,
): Promise<Marks> {
  const meta = await readMeta(cluster, physical, signal);
  const building = meta[metaKeys.building];
  const replacedBy = meta[metaKeys.replacedBy];
  return {
    building: isRecord(building)
      ? {
          alias: String(building.alias),
          from: String(building.from),
          identity: String(building.identity),
        }
      : undefined,
    replacedBy: typeof replacedBy === 'string' ? replacedBy : undefined,
  };
}

export async function markReplaced(
  cluster: ElasticsearchConnection,
  physical: string,
  by: string,
  signal?: AbortSignal,
): Promise<void> {
  const meta = await readMeta(cluster, physical, signal);
  await putMapping(cluster, physical, { _meta: { ...meta, [metaKeys.replacedBy]: by } }, signal);
}

export async function markComplete(
  cluster: ElasticsearchConnection,
  physical: string,
  signal?: AbortSignal,
): Promise<void> {
  const { [metaKeys.building]: _, ...meta } = await readMeta(cluster, physical, signal);
  await putMapping(cluster, physical, { _meta: meta }, signal);
}

async function readMeta(
  cluster: ElasticsearchConnection,
  physical: string,
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const { mappings } = await readIndex(cluster, physical, signal);
  return isRecord(mappings._meta) ? mappings._meta : {};
}
