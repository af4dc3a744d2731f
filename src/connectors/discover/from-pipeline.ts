import type { PipelineEvent, Workspace } from '../../databricks/index.ts';
import { exitCode, HeadraceError, isRecord } from '../../kernel/index.ts';
import type { LoggedPipeline } from './logged-tables.ts';
import { type LogEntry, tablesInLog } from './pipeline-log.ts';
import { noPipeline } from './problems.ts';

/** Events that are read of each pipeline, the newest: more say nothing new. */
const mostEvents = 5_000;

/**
 * Reads a pipeline and its event log through the API.
 *
 * @param pipeline its id, or its name.
 * @throws HeadraceError (exit code 2) when no pipeline or several have the name, and when it cannot be read.
 */
export async function readPipeline(
  workspace: Workspace,
  pipeline: string,
  signal?: AbortSignal,
): Promise<LoggedPipeline> {
  const options = signal && { signal };
  const id = await idOf(workspace, pipeline, signal);
  const { name = pipeline, spec } = await workspace.pipelines.get(id, options);
  const entries: LogEntry[] = [];
  let read = 0;
  for await (const event of workspace.pipelines.events(id, options)) {
    entries.push(...entryOf(event));
    read += 1;
    if (read === mostEvents) break;
  }
  return { name, spec, tables: tablesInLog(entries) };
}

async function idOf({ pipelines, host }: Workspace, pipeline: string, signal?: AbortSignal): Promise<string> {
  if (/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(pipeline)) return pipeline;
  const ids: string[] = [];
  for await (const found of pipelines.list({ name: pipeline, ...(signal && { signal }) })) {
    if (found.name === pipeline) ids.push(found.pipeline_id);
  }
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return only;
  throw new HeadraceError(noPipeline({ host, name: pipeline, ids }), { exitCode: exitCode.usage });
}

function entryOf({ event_type: type, timestamp, origin, details }: PipelineEvent): LogEntry[] {
  const inner = isRecord(details) ? details : {};
  const definition = isRecord(inner.flow_definition) ? inner.flow_definition : {};
  const progress = isRecord(inner.flow_progress) ? inner.flow_progress : {};
  const metrics = isRecord(progress.metrics) ? progress.metrics : {};
  const dataset = textOf(definition.output_dataset) ?? origin?.dataset_name ?? origin?.flow_name;
  if (dataset === undefined || (type !== 'flow_definition' && type !== 'flow_progress')) return [];
  const flowType = textOf(definition.flow_type);
  const rows = Number(metrics.num_output_rows);
  return [
    {
      ...{ at: Date.parse(timestamp), update: origin?.update_id ?? '', dataset, flowType },
      status: textOf(progress.status),
      ...(Number.isFinite(rows) && { rows }),
    },
  ];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
