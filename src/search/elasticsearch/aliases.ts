import { exitCode, HeadraceError, isRecord } from '../../kernel/index.ts';
import type { ElasticsearchConnection } from './connect.ts';
import { aliasAmbiguous, aliasIsIndex } from './problems.ts';
import { errorOfAnswer } from './translate-error.ts';

/** What is behind an alias. */
export interface AliasTarget {
  /** All indexes that are searched through it. */
  readonly indexes: readonly string[];
  /** The one that writes go to; absent where several are behind it and none is marked. */
  readonly writeIndex?: string;
}

/**
 * Looks behind an alias.
 *
 * @returns undefined if there is no such alias.
 * @throws HeadraceError (exit code 2) if an index has that name.
 */
export async function lookBehindAlias(
  cluster: ElasticsearchConnection,
  alias: string,
  signal?: AbortSignal,
): Promise<AliasTarget | undefined> {
  const name = encodeURIComponent(alias);
  const answer = await cluster.send({ method: 'GET', path: `/${name}/_alias` }, signal);
  if (answer.status === 404) return undefined;
  if (answer.status >= 400) throw errorOfAnswer(answer.status, answer.body, cluster.peer);
  const found = Object.entries(isRecord(answer.body) ? answer.body : {});
  if (found.some(([index]) => index === alias))
    throw new HeadraceError(aliasIsIndex({ alias, cluster: cluster.peer.cluster }), {
      exitCode: exitCode.usage,
    });
  const marked = found.find(([, entry]) => {
    const aliases = isRecord(entry) && isRecord(entry.aliases) ? entry.aliases : {};
    const own = aliases[alias];
    return isRecord(own) && own.is_write_index === true;
  });
  const indexes = found.map(([index]) => index).sort();
  const writeIndex = marked?.[0] ?? (indexes.length === 1 ? indexes[0] : undefined);
  return { indexes, ...(writeIndex === undefined ? {} : { writeIndex }) };
}

/** @throws HeadraceError (exit code 2) where writing through the alias would be refused. */
export function writeIndexOf(alias: string, { indexes, writeIndex }: AliasTarget, cluster: string): string {
  if (writeIndex === undefined)
    throw new HeadraceError(aliasAmbiguous({ alias, cluster, indexes }), { exitCode: exitCode.usage });
  return writeIndex;
}

/**
 * Moves an alias in one call: nobody ever sees none or two indexes behind it. It does nothing where
 * it has been moved already, so it can be repeated after a crash or a lost answer.
 *
 * @param from what the alias must be on now; undefined: nothing, it is new.
 * @throws HeadraceError when it is elsewhere: somebody else has moved it.
 */
export async function swapAlias(
  cluster: ElasticsearchConnection,
  alias: string,
  from: string | undefined,
  to: string,
  signal?: AbortSignal,
): Promise<void> {
  const before = await lookBehindAlias(cluster, alias, signal);
  if (before?.indexes.length === 1 && before.indexes[0] === to) return;
  const remove = from === undefined ? [] : [{ remove: { index: from, alias, must_exist: true } }];
  await cluster.ask(
    (client, options) =>
      client.indices.updateAliases({ actions: [...remove, { add: { index: to, alias } }] }, options),
    signal,
  );
}

/**
 * An alias that only one physical index has, ever. Elasticsearch creates an index that is missing when it
 * is written to, with whatever mapping it guesses; not so if it is told that the name must be an alias.
 */
export function guardAlias(physical: string): string {
  return `${physical}-headrace-write`;
}

export async function addGuardAlias(
  cluster: ElasticsearchConnection,
  physical: string,
  signal?: AbortSignal,
): Promise<void> {
  const add = { index: physical, alias: guardAlias(physical), is_hidden: true };
  await cluster.ask(
    (client, options) => client.indices.updateAliases({ actions: [{ add }] }, options),
    signal,
  );
}
