import { isRecord } from '../../kernel/index.ts';
import {
  countDocuments,
  deleteIndex,
  type ElasticsearchConnection,
  type ElasticsearchStateStore,
  errorOfAnswer,
  guardAlias,
  listPhysical,
} from '../../search/elasticsearch/index.ts';
import type { OldIndex } from './events.ts';
import { readMarks } from './marks.ts';

/** Indexes that a reindex has replaced and kept. */
export async function listOld(
  cluster: ElasticsearchConnection,
  live: string,
  signal: AbortSignal,
): Promise<OldIndex[]> {
  const old: OldIndex[] = [];
  for (const name of await listPhysical(cluster, live, signal)) {
    if (name === live) continue;
    const { replacedBy } = await readMarks(cluster, name, signal);
    if (replacedBy === undefined) continue;
    const [documents, aliases] = await Promise.all([
      countDocuments(cluster, name, signal),
      aliasesOf(cluster, name, signal),
    ]);
    old.push({ name, documents, aliases });
  }
  return old;
}

/** Deletes an index together with what is kept of loads into it: its name may be used again. */
export async function deleteWithStates(
  cluster: ElasticsearchConnection,
  states: ElasticsearchStateStore,
  physical: string,
  signal: AbortSignal,
): Promise<void> {
  await deleteIndex(cluster, physical, signal);
  await forgetStates(states, physical);
}

/** Forgets all loads into a physical index. */
export async function forgetStates(states: ElasticsearchStateStore, physical: string): Promise<void> {
  for (const { key } of await states.list()) {
    if (key.includes(` -> ${physical} `)) await states.delete(key);
  }
}

async function aliasesOf(
  cluster: ElasticsearchConnection,
  physical: string,
  signal: AbortSignal,
): Promise<string[]> {
  const path = `/${encodeURIComponent(physical)}/_alias`;
  const { status, body } = await cluster.send({ method: 'GET', path }, signal);
  if (status >= 400) throw errorOfAnswer(status, body, cluster.peer);
  const entry = isRecord(body) ? body[physical] : undefined;
  const aliases = isRecord(entry) && isRecord(entry.aliases) ? Object.keys(entry.aliases) : [];
  return aliases.filter((alias) => alias !== guardAlias(physical));
}
