import type { CatalogConnection, Workspace } from '../../../databricks/index.ts';
import type { Problem } from '../../../kernel/index.ts';
import type { IngestPipeline } from '../../generate/pipelines.ts';
import { noConnection } from '../../generate/problems.ts';
import { findConnection } from '../find-connection.ts';
import { communityTypes } from '../prepare-connection.ts';
import { noSuchConnection, notCommunity, optionsNotAllowed, otherSource } from '../problems.ts';
import { type Check, check, guarded } from './check.ts';

/** Each connection that tables are read through: whether it is there, and one that connectors can use. */
export async function checkConnections(
  workspace: Workspace,
  source: string,
  pipelines: readonly IngestPipeline[],
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const byConnection = Map.groupBy(pipelines, ({ connection }) => connection);
  const checks = [...byConnection].map(async ([connection, readers]) => {
    const name = `connection ${connection}`;
    if (connection === '') {
      return check(
        'connection',
        'none is said',
        readers.map(({ group }) => noConnection({ group })),
      );
    }
    return guarded(name, async () => {
      const found = await findConnection(workspace, connection, signal);
      if (found === undefined) {
        const names = await namesOf(workspace, signal);
        const problem = noSuchConnection({ connection, host: workspace.host, names, source });
        return check(name, 'not there', [problem]);
      }
      const problems = wrongWith(found, source, readers);
      return check(name, `${found.connection_type ?? 'of a type that is not told'}`, problems);
    });
  });
  return (await Promise.all(checks)).flat();
}

function wrongWith(
  { name: connection, connection_type: type, options = {} }: CatalogConnection,
  source: string,
  readers: readonly IngestPipeline[],
): Problem[] {
  if (type !== undefined && !communityTypes.includes(type)) {
    return [notCommunity({ type, connection, source, exists: true })];
  }
  const { sourceName: found, externalOptionsAllowList: allowed } = options;
  const used = new Set(
    readers.flatMap(({ tables }) => tables.flatMap(({ options }) => Object.keys(options))),
  );
  const through = new Set(allowed?.split(',').map((option) => option.trim()));
  // A list that is not shown may hold anything.
  const stopped = allowed === undefined ? [] : [...used].filter((option) => !through.has(option)).sort();
  return [
    ...(found !== undefined && found !== source ? [otherSource({ connection, found, source })] : []),
    ...(stopped.length > 0 ? [optionsNotAllowed({ connection, options: stopped, source })] : []),
  ];
}

async function namesOf({ connections }: Workspace, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of connections.list({ signal })) names.push(name);
  return names;
}
