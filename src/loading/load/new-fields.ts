import {
  applyInPlace,
  compareMapping,
  type ElasticsearchConnection,
  type IndexBody,
  indexBody,
  readIndex,
} from '../../search/elasticsearch/index.ts';
import type { Fields } from '../../search/index.ts';

/**
 * Adds what a table has and the index does not know yet, which takes nothing from anybody: several tables may
 * be loaded into one index, and each may get new columns. Whatever else differs stays as it is.
 *
 * @param describe what an index with these fields would be like.
 */
export async function addNewFields(
  cluster: ElasticsearchConnection,
  physical: string,
  fields: Fields,
  describe: (fields: Fields) => IndexBody,
  signal: AbortSignal,
): Promise<void> {
  const live = await readIndex(cluster, physical, signal);
  const added = compareMapping(describe(fields), live).filter(({ change }) => change.startsWith('new, '));
  const isNew = (name: string): boolean =>
    added.some(({ field }) => name === field || name.startsWith(`${field}.`));
  const fresh = Object.entries(fields).filter(([name]) => isNew(name));
  if (fresh.length > 0) await addTo(cluster, physical, live, describe(Object.fromEntries(fresh)), signal);
}

/**
 * Adds the field that every document of ours has. An index whose mapping is strict would refuse all of them
 * without it; and a guess would make it more costly than it is.
 */
export async function addStampField(
  cluster: ElasticsearchConnection,
  physical: string,
  signal: AbortSignal,
): Promise<void> {
  const live = await readIndex(cluster, physical, signal);
  const body = indexBody({ fields: {} });
  const differences = compareMapping({ settings: {}, mappings: propertiesOf(body) }, live);
  // One that was guessed is good enough, and cannot be changed.
  if (differences.every(({ inPlace }) => inPlace)) await addTo(cluster, physical, live, body, signal);
}

async function addTo(
  cluster: ElasticsearchConnection,
  physical: string,
  live: IndexBody,
  wanted: IndexBody,
  signal: AbortSignal,
): Promise<void> {
  const body = { settings: {}, mappings: propertiesOf(wanted) };
  await applyInPlace(cluster, physical, body, compareMapping(body, live), signal);
}

function propertiesOf({ mappings: { properties } }: IndexBody): IndexBody['mappings'] {
  return { properties };
}
