import * as z from 'zod';
import { HeadraceError } from '../../kernel/index.ts';
import { sparkEnded } from './problems.ts';
import type { PythonProcess } from './python-process.ts';

const frame = z.object({ file: z.string(), line: z.number().nullable(), column: z.number().nullable() });

const failure = z.object({
  /** The exception's class. */
  kind: z.string(),
  /** Spark's name of the error, e.g. `UNRESOLVED_COLUMN.WITH_SUGGESTION`. */
  condition: z.string().nullable(),
  message: z.string(),
  /** Where it passed through in Python, innermost last. */
  frames: z.array(frame),
});
/** What went wrong in Spark or in Python code. */
export type Failure = z.output<typeof failure>;

const event = z.union([
  z.object({
    message: z.string(),
    at: z.number(),
    /** Of the table that the message says is complete. */
    rows: z.number().nullable(),
  }),
  z.object({ warning: z.string(), file: z.string(), line: z.number() }),
]);
/** Something a pipeline said while it ran. */
export type SparkEvent = z.output<typeof event>;

const place = z.object({ file: z.string(), line: z.number() });

const pipelineResult = z.object({
  mistakes: z.array(failure.extend({ file: z.string() })),
  /** Dataset -> kind, of those that Python defines. */
  kinds: z.record(z.string(), z.enum(['streaming_table', 'materialized_view'])),
  /** Dataset -> where its function stands. */
  places: z.record(z.string(), place),
  failure: failure.optional(),
});
export type PipelineResult = z.output<typeof pipelineResult>;

export interface PipelineCommand {
  /** The spec file. */
  readonly spec: string;
  /** Only look whether it could run. */
  readonly dry: boolean;
  readonly refresh: readonly string[];
  readonly fullRefresh: readonly string[];
  readonly fullRefreshAll: boolean;
}

/** Thrown when a statement or a script fails. */
export class SparkFailure extends Error {
  override readonly name = 'SparkFailure';
  readonly failure: Failure;

  constructor(failed: Failure) {
    super(`${failed.kind}: ${failed.message}`);
    this.failure = failed;
  }
}

/** A client of a Spark server. Commands run one after the other. */
export interface SparkSession {
  /**
   * Rows of a statement, as JSON: dates, timestamps, decimals, NaN and infinities are texts.
   * @throws SparkFailure
   */
  sql(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /**
   * Runs Python with `spark` and `args` in scope; the value is what it leaves in `result`.
   * @throws SparkFailure
   */
  python(code: string, args?: unknown): Promise<unknown>;
  /** Runs a rendered pipeline project; what goes wrong in it is in the result. */
  pipeline(command: PipelineCommand, onEvent: (event: SparkEvent) => void): Promise<PipelineResult>;
  close(): Promise<void>;
}

const reply = z.union([
  z.object({ event }),
  z.object({ error: failure }),
  z.object({ result: z.unknown() }),
  z.object({ ready: z.boolean() }),
]);

/** A client process, before it is told where to connect. */
export interface Client {
  readonly process: PythonProcess;
  /** Why it ended, or what it depends on: whose last words, and the log that has the others. */
  readonly whyEnded: () => { readonly reason: string; readonly log: string };
}

/**
 * Connects a client process to a server.
 *
 * @throws HeadraceError when the process ends, and with the signal's reason when that aborted.
 */
export async function openSession(
  { process: client, whyEnded }: Client,
  remote: string,
  signal: AbortSignal | undefined,
): Promise<SparkSession> {
  const next = async (): Promise<z.output<typeof reply>> => {
    const { value } = await client.lines.next();
    if (value !== undefined) return reply.parse(JSON.parse(value));
    signal?.throwIfAborted();
    throw new HeadraceError(sparkEnded(whyEnded()));
  };
  client.write(JSON.stringify({ remote }));
  await next();
  let last: Promise<unknown> = Promise.resolve();

  const perform = async (command: object, onEvent: (event: SparkEvent) => void): Promise<unknown> => {
    client.write(JSON.stringify(command));
    for (;;) {
      const answer = await next();
      if ('event' in answer) onEvent(answer.event);
      else if ('error' in answer) throw new SparkFailure(answer.error);
      else if ('result' in answer) return answer.result;
    }
  };
  const inLine = (command: object, onEvent: (event: SparkEvent) => void = () => {}): Promise<unknown> => {
    const work = last.then(() => perform(command, onEvent));
    last = work.catch(() => {});
    return work;
  };
  return {
    sql: async (statement) =>
      z.array(z.record(z.string(), z.unknown())).parse(await inLine({ do: 'sql', statement })),
    python: (code, args) => inLine({ do: 'python', code, args }),
    async pipeline({ spec, dry, refresh, fullRefresh, fullRefreshAll }, onEvent) {
      const selection = { refresh, full_refresh: fullRefresh, full_refresh_all: fullRefreshAll };
      return pipelineResult.parse(await inLine({ do: 'pipeline', spec, dry, ...selection }, onEvent));
    },
    close: () => client.close(),
  };
}
