import { exitCode, HeadraceError, isRecord } from '../../kernel/index.ts';
import { flatSettings, type MappingDifference } from './compare-mapping.ts';
import type { ElasticsearchConnection } from './connect.ts';
import type { IndexBody, Mapping } from './index-body.ts';
import { indexGone, mappingFixed } from './problems.ts';
import { errorOfAnswer } from './translate-error.ts';

/** Settings and mappings of an index as they are. @throws HeadraceError if there is no such index. */
export async function readIndex(
  cluster: ElasticsearchConnection,
  physical: string,
  signal?: AbortSignal,
): Promise<IndexBody> {
  const path = `/${encodeURIComponent(physical)}`;
  const { status, body } = await cluster.send({ method: 'GET', path }, signal);
  if (status === 404) throw new HeadraceError(indexGone({ index: physical, cluster: cluster.peer.cluster }));
  if (status >= 400) throw errorOfAnswer(status, body, cluster.peer);
  const found = isRecord(body) ? Object.values(body)[0] : undefined;
  const { settings, mappings } = isRecord(found) ? found : {};
  return {
    settings: isRecord(settings) ? flatSettings(settings) : {},
    mappings: isRecord(mappings) ? mappings : {},
  };
}

/**
 * Makes the changes that a live index allows: settings, new fields, options of fields.
 *
 * @throws HeadraceError when one of the differences is none of these; nothing is changed then.
 */
export async function applyInPlace(
  cluster: ElasticsearchConnection,
  physical: string,
  wanted: IndexBody,
  differences: readonly MappingDifference[],
  signal?: AbortSignal,
): Promise<void> {
  const fixed = differences.filter(({ inPlace }) => !inPlace);
  if (fixed.length > 0) {
    const fields = fixed.map(({ field, change }) => `${field} (${change})`);
    throw new HeadraceError(mappingFixed({ index: physical, fields }), { exitCode: exitCode.usage });
  }
  const settings = differences.filter(({ field }) => field.startsWith('settings.'));
  if (settings.length > 0) {
    const flat = flatSettings(wanted.settings);
    const names = settings.map(({ field }) => field.slice('settings.'.length));
    await putSettings(cluster, physical, Object.fromEntries(names.map((name) => [name, flat[name]])), signal);
  }
  if (settings.length === differences.length) return;
  // What is equal already does no harm: Elasticsearch merges. But it would replace all of `_meta`.
  const { _meta, ...mappings } = wanted.mappings;
  await putMapping(cluster, physical, mappings, signal);
}

/** Names without `index.`; null goes back to the default. */
export async function putSettings(
  cluster: ElasticsearchConnection,
  physical: string,
  settings: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<void> {
  await change(cluster, `/${encodeURIComponent(physical)}/_settings`, { index: settings }, signal);
}

export async function putMapping(
  cluster: ElasticsearchConnection,
  physical: string,
  mapping: Mapping,
  signal?: AbortSignal,
): Promise<void> {
  await change(cluster, `/${encodeURIComponent(physical)}/_mapping`, mapping, signal);
}

async function change(
  cluster: ElasticsearchConnection,
  path: string,
  json: object,
  signal?: AbortSignal,
): Promise<void> {
  const { status, body } = await cluster.send({ method: 'PUT', path, json }, signal);
  if (status >= 400) throw errorOfAnswer(status, body, cluster.peer);
}
