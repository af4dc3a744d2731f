import { query, type Statement, type Workspace } from '../../databricks/index.ts';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import type { LoggedPipeline } from './logged-tables.ts';
import { type LogEntry, tablesInLog } from './pipeline-log.ts';
import { noSystemPipelines } from './problems.ts';

export interface SystemRequest {
  readonly workspace: Workspace;
  readonly warehouseId: string;
  /** What the names of the pipelines begin with. */
  readonly prefix: string;
  readonly signal?: AbortSignal | undefined;
}

/** Entries that are read of each log, the newest. */
const mostEntries = 10_000;

/**
 * Finds pipelines by their names in `system.lakeflow.pipelines`, and reads their event logs by SQL. That needs
 * SELECT on the system tables, and to be the pipelines' owner.
 *
 * @throws HeadraceError (exit code 2) when no pipeline has such a name; otherwise when a statement fails.
 */
export async function readSystemTables(request: SystemRequest): Promise<LoggedPipeline[]> {
  const { prefix } = request;
  const found = await rows(
    request,
    'SELECT pipeline_id, name, change_time, delete_time FROM system.lakeflow.pipelines WHERE name >= :first AND name < :after ORDER BY change_time',
    { first: prefix, after: `${prefix.slice(0, -1)}${following(prefix)}` },
  );
  // Each change of a pipeline is a row; the last one counts.
  const current = new Map(found.map(([id, name, , deleted]) => [id ?? '', { name: name ?? '', deleted }]));
  const pipelines: LoggedPipeline[] = [];
  for (const [id, { name, deleted }] of current) {
    if (deleted === null || deleted === undefined) pipelines.push({ name, tables: await logOf(request, id) });
  }
  if (pipelines.length > 0) return pipelines;
  throw new HeadraceError(noSystemPipelines({ prefix }), { exitCode: exitCode.usage });
}

/** The character after the last one, which ends the range of names with this beginning. */
function following(prefix: string): string {
  return String.fromCodePoint((prefix.codePointAt(prefix.length - 1) ?? 0) + 1);
}

async function logOf(request: SystemRequest, id: string): Promise<LoggedPipeline['tables']> {
  // Ids come out of a table: nothing but an id may become a part of a statement.
  const literal = id.replace(/[^\w-]/g, '');
  const entries = await rows(
    request,
    `SELECT timestamp, origin.update_id, origin.dataset_name, details:flow_definition.output_dataset, details:flow_definition.flow_type, details:flow_progress.status, details:flow_progress.metrics.num_output_rows FROM event_log('${literal}') WHERE event_type IN ('flow_definition', 'flow_progress') ORDER BY timestamp DESC LIMIT ${mostEntries}`,
  );
  return tablesInLog(
    entries.flatMap(([time, update, name, output, flowType, status, written]): LogEntry[] => {
      const dataset = output ?? name;
      if (!dataset) return [];
      return [
        {
          ...{ at: timeOf(time ?? ''), update: update ?? '', dataset },
          ...{ flowType: flowType ?? undefined, status: status ?? undefined },
          ...(written && { rows: Number(written) }),
        },
      ];
    }),
  );
}

/** Timestamps of statements have no zone: they are in UTC. */
function timeOf(text: string): number {
  return Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
}

async function rows(
  { workspace, warehouseId, signal }: SystemRequest,
  statement: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<readonly (readonly (string | null)[])[]> {
  const options = signal && { signal };
  const answer = await query(
    workspace,
    {
      ...{ statement, warehouse_id: warehouseId, format: 'JSON_ARRAY', disposition: 'INLINE' },
      parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
    },
    options,
  );
  return allRows(workspace, answer, signal);
}

async function allRows(
  { statements }: Workspace,
  { statement_id: id, result }: Statement,
  signal: AbortSignal | undefined,
): Promise<readonly (readonly (string | null)[])[]> {
  const all = [...(result?.data_array ?? [])];
  for (let next = result?.next_chunk_index; next !== undefined; ) {
    const chunk = await statements.chunk(id, next, signal && { signal });
    all.push(...(chunk.data_array ?? []));
    next = chunk.next_chunk_index;
  }
  return all;
}
