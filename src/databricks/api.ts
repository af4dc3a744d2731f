import type * as z from 'zod';

/** What every call takes beside its own parameters. */
export interface CallOptions {
  /** Ends the call, and any wait before it is tried again; its reason is thrown. */
  readonly signal?: AbortSignal;
}

type QueryValue = string | number | boolean | undefined | readonly string[];

/** One request to the workspace, and what is to be known of it when it fails. */
export interface ApiRequest extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Absolute, already escaped: `/api/2.2/jobs/get`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** To be sent as JSON; `bigint`s as numbers. */
  readonly body?: unknown;
  /** To be sent as it is. */
  readonly content?: Uint8Array;
  /** Texts in the body that must not stand in a message, should the workspace repeat them. */
  readonly secrets?: readonly string[];
  /** In words, for messages: `start`, `job 7`. */
  readonly action: string;
  readonly thing: string;
  /** Whether doing it twice does no harm (default: whatever is no POST or PATCH). */
  readonly repeatable?: boolean;
  /** Of one attempt, in ms. */
  readonly timeoutMs?: number;
}

/** Requests with credentials, retries, and problems in words. */
export interface Api {
  /**
   * @returns the JSON answer, checked.
   * @throws HeadraceError with a problem of `HR-DATABRICKS`; see problems.ts.
   */
  json<T>(request: ApiRequest, answer: z.ZodType<T>): Promise<T>;
  /** The answer as it is. */
  bytes(request: ApiRequest): Promise<Uint8Array>;
  /** For answers that say nothing. */
  done(request: ApiRequest): Promise<void>;
}
