import { HeadraceError, isRecord } from '../../kernel/index.ts';
import type { ElasticsearchConnection } from './connect.ts';
import { indexGone } from './problems.ts';
import { errorOfAnswer } from './translate-error.ts';

/** `orders_v1` -> `orders_v2`; `orders` -> `orders_v2`. Numbers that others have are left out. */
export function nextPhysicalName(current: string, taken: readonly string[]): string {
  const base = baseName(current);
  const numbers = [current, ...taken].map((name) => (baseName(name) === base ? versionOf(name) : 0));
  return `${base}_v${Math.max(1, ...numbers) + 1}`;
}

/** All physical indexes of a family: `orders_v1`, `orders_v2`, … */
export async function listPhysical(
  cluster: ElasticsearchConnection,
  current: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const path = `/_resolve/index/${encodeURIComponent(`${baseName(current)}_v*`)}`;
  const query = 'expand_wildcards=all&filter_path=indices.name';
  const { status, body } = await cluster.send({ method: 'GET', path, query }, signal);
  if (status >= 400) throw errorOfAnswer(status, body, cluster.peer);
  const indices = isRecord(body) && Array.isArray(body.indices) ? body.indices : [];
  return indices
    .flatMap((entry: unknown) => (isRecord(entry) && typeof entry.name === 'string' ? [entry.name] : []))
    .filter((name) => /_v\d+$/.test(name))
    .sort((a, b) => versionOf(a) - versionOf(b));
}

/** Deletes a physical index; one that is not there is deleted. An alias is refused by Elasticsearch. */
export async function deleteIndex(
  cluster: ElasticsearchConnection,
  physical: string,
  signal?: AbortSignal,
): Promise<void> {
  const path = `/${encodeURIComponent(physical)}`;
  const { status, body } = await cluster.send({ method: 'DELETE', path }, signal);
  if (status >= 400 && status !== 404) throw errorOfAnswer(status, body, cluster.peer);
}

/** Makes everything written so far visible to searches. */
export async function refreshIndex(
  cluster: ElasticsearchConnection,
  index: string,
  signal?: AbortSignal,
): Promise<void> {
  const path = `/${encodeURIComponent(index)}/_refresh`;
  const { status, body } = await cluster.send({ method: 'POST', path }, signal);
  if (status === 404) throw new HeadraceError(indexGone({ index, cluster: cluster.peer.cluster }));
  if (status >= 400) throw errorOfAnswer(status, body, cluster.peer);
}

/** Documents that searches see. */
export async function countDocuments(
  cluster: ElasticsearchConnection,
  index: string,
  signal?: AbortSignal,
): Promise<number> {
  const { count } = await cluster.ask((client, options) => client.count({ index }, options), signal);
  return count;
}

function baseName(name: string): string {
  return name.replace(/_v\d+$/, '');
}

function versionOf(name: string): number {
  return Number(/_v(\d+)$/.exec(name)?.[1] ?? 0);
}
