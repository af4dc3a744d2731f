import { type Clock, isRecord, systemClock } from '../../kernel/index.ts';
import type { ElasticsearchConnection } from './connect.ts';
import { putMapping, putSettings, readIndex } from './live-index.ts';
import { patiently } from './patiently.ts';

/** Key in the `_meta` of the mapping: what to restore. It lives with the index, so no crash can lose it. */
const metaKey = 'headrace_before_load';
const tuned = { refresh_interval: '-1', number_of_replicas: '0', auto_expand_replicas: 'false' };

/**
 * Settings for an index that is built while nobody reads it: no refresh, no replicas. What they
 * were is kept with the index first; after a crash, that stays what is restored.
 */
export async function tuneForLoad(
  cluster: ElasticsearchConnection,
  physical: string,
  clock: Clock = systemClock,
): Promise<void> {
  await patiently(clock, async () => {
    const { settings, mappings } = await readIndex(cluster, physical);
    const meta = isRecord(mappings._meta) ? mappings._meta : {};
    if (!isRecord(meta[metaKey])) {
      const before = Object.fromEntries(Object.keys(tuned).map((name) => [name, settings[name] ?? null]));
      await putMapping(cluster, physical, { _meta: { ...meta, [metaKey]: before } });
    }
    await putSettings(cluster, physical, tuned);
  });
}

/**
 * Restores what {@link tuneForLoad} changed; nothing, if it did not. Can be repeated.
 *
 * @returns whether there was something to restore.
 */
export async function restoreAfterLoad(
  cluster: ElasticsearchConnection,
  physical: string,
  clock: Clock = systemClock,
): Promise<boolean> {
  return patiently(clock, async () => {
    const { mappings } = await readIndex(cluster, physical);
    const { [metaKey]: before, ...rest } = isRecord(mappings._meta) ? mappings._meta : {};
    if (!isRecord(before)) return false;
    await putSettings(cluster, physical, before);
    await putMapping(cluster, physical, { _meta: rest });
    return true;
  });
}
