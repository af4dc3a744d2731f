import { isGone, type PipelineUpdate, type Workspace } from '../../../databricks/index.ts';
import { errorText, updateUrl } from '../../../engine/databricks/index.ts';
import { count, type Problem } from '../../../kernel/index.ts';
import { remedyFor } from '../diagnose.ts';
import { type DeployedPipeline, findDeployed } from '../find-deployed.ts';
import type { OpenConnector } from '../open-connector.ts';
import { groupFailed, tablesMissing } from '../problems.ts';
import { type Check, check, guarded } from './check.ts';
import { placeName } from './check-places.ts';

/** Whether pipelines are deployed, how their last updates went, and whether their tables are there. */
export async function checkPipelines(
  workspace: Workspace,
  connector: OpenConnector,
  me: Parameters<typeof placeName>[1],
  signal: AbortSignal,
): Promise<readonly Check[]> {
  return guarded('pipelines', async () => {
    const { found, problems } = await findDeployed(workspace, connector, signal);
    const deployed = check(
      'pipelines',
      `${found.length} of ${connector.pipelines.length} deployed`,
      problems,
    );
    if (found.length === 0) return [deployed];
    const lasts = await Promise.all(found.map((one) => lastUpdate(workspace, one, connector.source, signal)));
    const completed = lasts.flatMap(({ state, deployed }) => (state === 'COMPLETED' ? [deployed] : []));
    const counts = Map.groupBy(lasts, ({ state }) => state);
    const states = [...counts].map(([state, of]) => `${of.length} ${state.toLowerCase()}`);
    return [
      deployed,
      check(
        'last updates',
        states.join(', '),
        lasts.flatMap(({ problems }) => problems),
      ),
      ...(await checkTables(workspace, completed, me, signal)),
    ];
  });
}

interface LastUpdate {
  readonly deployed: DeployedPipeline;
  readonly state: string;
  readonly problems: readonly Problem[];
}

async function lastUpdate(
  workspace: Workspace,
  deployed: DeployedPipeline,
  source: string,
  signal: AbortSignal,
): Promise<LastUpdate> {
  const { id, pipeline } = deployed;
  let last: PipelineUpdate | undefined;
  for await (const update of workspace.pipelines.listUpdates(id, { signal })) {
    last = update;
    break;
  }
  if (last === undefined) return { deployed, state: 'never run', problems: [] };
  if (last.state !== 'FAILED') return { deployed, state: last.state, problems: [] };
  const message = await whyFailed(workspace, id, last.update_id, signal);
  const { group, connection } = pipeline;
  const url = updateUrl(workspace.host, id, last.update_id);
  const remedy = remedyFor(message, { source, connection });
  return { deployed, state: 'FAILED', problems: [groupFailed({ group, message, url, remedy })] };
}

/** Errors that are read of a log: the first one of an update says more than those it leads to. */
const mostErrors = 200;

async function whyFailed(
  { pipelines }: Workspace,
  pipelineId: string,
  updateId: string,
  signal: AbortSignal,
): Promise<string> {
  let why: string | undefined;
  let read = 0;
  for await (const event of pipelines.events(pipelineId, {
    filter: "level in ('ERROR')",
    order: 'newest',
    signal,
  })) {
    if (event.origin?.update_id === updateId) why = errorText(event);
    read += 1;
    if (read === mostErrors) break;
  }
  return why ?? 'its log does not say why';
}

/** Tables of pipelines whose last update has completed. */
async function checkTables(
  workspace: Workspace,
  completed: readonly DeployedPipeline[],
  me: Parameters<typeof placeName>[1],
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const wanted = completed.flatMap(({ pipeline: { tables, connection } }) =>
    tables.flatMap(({ destination: { table, ...place } }) => {
      const [catalog, schema] = [placeName(place.catalog, me), placeName(place.schema, me)];
      return catalog === undefined || schema === undefined ? [] : [{ catalog, schema, table, connection }];
    }),
  );
  if (wanted.length === 0) return [];
  return guarded('tables', async () => {
    const problems: Problem[] = [];
    let missing = 0;
    for (const [place, tables] of Map.groupBy(wanted, ({ catalog, schema }) => `${catalog}.${schema}`)) {
      const [{ catalog, schema, connection } = { catalog: '', schema: '', connection: '' }] = tables;
      const there = await tablesIn(workspace, catalog, schema, signal);
      const absent = tables.map(({ table }) => table).filter((table) => !there.has(table.toLowerCase()));
      missing += absent.length;
      if (absent.length > 0) problems.push(tablesMissing({ place, tables: absent, connection }));
    }
    return check('tables', `${wanted.length - missing} of ${count(wanted.length, 'table')} there`, problems);
  });
}

async function tablesIn(
  workspace: Workspace,
  catalog: string,
  schema: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  try {
    for await (const table of workspace.catalog.listTables(catalog, schema, { signal })) {
      names.add(table.full_name.slice(table.full_name.lastIndexOf('.') + 1).toLowerCase());
    }
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return names;
}
