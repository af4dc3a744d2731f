import type { Health } from '../../client/types.ts';
import type { SearchedIndex } from './searched-index.ts';

export async function health(index: SearchedIndex): Promise<Health> {
  const { name, cluster } = index;
  // Also says when there is no such index: asking for the health of none waits for it to appear.
  const aliases = await index.ask((client, options) => client.indices.getAlias({ index: name }, options));
  const [{ status }, { count }, { version }] = await Promise.all([
    index.ask((client, options) => client.cluster.health({ index: name, timeout: '5s' }, options)),
    index.ask((client, options) => client.count({ index: name }, options)),
    cluster.facts(),
  ]);
  return {
    status: status === 'green' || status === 'yellow' ? status : 'red',
    backend: 'elasticsearch',
    index: name,
    physical: Object.keys(aliases).sort(),
    documents: count,
    ...(version !== undefined && { version }),
  };
}
