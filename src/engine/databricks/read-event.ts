import type { PipelineEvent } from '../../databricks/index.ts';
import { isRecord } from '../../kernel/index.ts';

/** What an event of an update says that matters to a run. */
export type EventFact =
  | {
      readonly kind: 'flow';
      /** Without catalog and schema, in small letters. */
      readonly table: string;
      readonly flow: string;
      /** QUEUED, STARTING, RUNNING, COMPLETED, FAILED, SKIPPED, EXCLUDED, STOPPED, IDLE, … */
      readonly status: string;
      readonly rows: number | undefined;
      readonly error: string | undefined;
    }
  | { readonly kind: 'update'; readonly state: string; readonly error: string | undefined };

/**
 * @returns undefined for events of other kinds. Where an event has no details (the API does not promise them),
 *   its message says the state.
 */
export function readEvent(event: PipelineEvent): EventFact | undefined {
  const { event_type: type, origin = {} } = event;
  const error = event.level === 'ERROR' ? errorText(event) : undefined;
  if (type === 'update_progress') {
    const state = text(detail(event, type)?.state) ?? stateIn(event.message);
    return state === undefined ? undefined : { kind: 'update', state, error };
  }
  if (type !== 'flow_progress') return undefined;
  const progress = detail(event, type);
  const flow = origin.flow_name ?? origin.dataset_name;
  const status = text(progress?.status) ?? stateIn(event.message);
  if (flow === undefined || status === undefined) return undefined;
  const metrics = progress?.metrics;
  const rows = isRecord(metrics) ? Number(metrics.num_output_rows) : Number.NaN;
  return {
    kind: 'flow',
    table: bareName(origin.dataset_name ?? flow),
    ...{ flow, status, error },
    rows: Number.isFinite(rows) ? rows : undefined,
  };
}

/** `main.shop.orders` -> `orders`. */
function bareName(name: string): string {
  return name
    .slice(name.lastIndexOf('.') + 1)
    .replaceAll('`', '')
    .toLowerCase();
}

/** Why something failed, in the platform's words: what went wrong first, and what it led to. */
export function errorText({ error, message }: PipelineEvent): string {
  const told = (error?.exceptions ?? []).flatMap((exception) => exception.message?.trim() || []);
  const [outer, ...inner] = told;
  const cause = inner.at(-1);
  const all = [outer ?? message ?? 'no reason is given', ...(cause && cause !== outer ? [cause] : [])];
  const joined = all.join('\n');
  return joined.length > 2000 ? `${joined.slice(0, 2000)}…` : joined;
}

function detail({ details }: PipelineEvent, key: string): Readonly<Record<string, unknown>> | undefined {
  const found: unknown = details?.[key];
  return isRecord(found) ? found : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `Flow 'a' has FAILED.`, `Update 1a2b is RUNNING.` */
function stateIn(message = ''): string | undefined {
  return /\b(?:is|has|was)(?: been)? ([A-Z][A-Z_]+)\b/.exec(message)?.[1];
}
