import type { Context } from '@resonatehq/sdk';
import { contentHash, type Json } from '../../kernel/index.ts';

/** A step of a workflow, as `yield*` wants it; see `Context`. */
type Steps<R> = Generator<unknown, R, unknown>;

/** What a workflow does: sequential code whose steps are remembered. */
export type WorkflowBody<I extends Json, O> = (context: Context, input: I) => Steps<O>;

export interface WorkflowOptions {
  /** How long it may take in all (ms); 30 days unless told otherwise. */
  readonly timeout?: number;
  /** To be raised with a change that workflows which are under way must not see. */
  readonly version?: number;
}

/** A workflow that may be started by its name. */
export interface Workflow<I extends Json = Json, O = unknown> {
  readonly name: string;
  body(context: Context, input: I): ReturnType<WorkflowBody<I, O>>;
  readonly timeout: number;
  readonly version: number;
  /** A hash of its code: differs when it has changed. */
  readonly code: string;
}

const days = 86_400_000;

/** Known across copies of this module: a project may have its own. */
const brand = Symbol.for('headrace.workflow');

/**
 * Names a workflow. Its body is a generator: each `yield* context.run(step, …)` runs a step once, and remembers what
 * came of it; between two steps the process may end and another go on.
 *
 * @example
 * export default workflow('nightly', function* (context, input: { day: string }) {
 *   const rows = yield* context.run(countRows, input.day);
 *   yield* context.run(sendNotice, { subject: `${rows} rows`, text: 'Good morning.' });
 *   return rows;
 * });
 */
export function workflow<I extends Json, O>(
  name: string,
  body: WorkflowBody<I, O>,
  { timeout = 30 * days, version = 1 }: WorkflowOptions = {},
): Workflow<I, O> {
  const made = { name, body, timeout, version, code: contentHash(body.toString()) };
  return Object.assign(made, { [brand]: true });
}

/** Whether a value was made by {@link workflow}. */
export function isWorkflow(value: unknown): value is Workflow {
  return typeof value === 'object' && value !== null && brand in value;
}
