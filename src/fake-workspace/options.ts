import type { Clock } from '../kernel/index.ts';

/** How a fake workspace behaves and what is in it at the start. All of it is optional. */
export interface FakeWorkspaceOptions {
  /** Port on 127.0.0.1; 0 or none: any that is free. */
  readonly port?: number;
  /** People with a personal access token. Default: the admin `you@example.com` with the token `fake-token`. */
  readonly users?: readonly FakeUser[];
  /** Service principals that get tokens from `/oidc/v1/token`. Default: none. */
  readonly servicePrincipals?: readonly FakeServicePrincipal[];
  /** How long a token from `/oidc/v1/token` is good, in seconds; default 3600. */
  readonly tokenLifetimeS?: number;
  /** Every answer takes at least this long; default 0. */
  readonly latencyMs?: number;
  readonly throttle?: Throttle;
  /** Makes ids and throttling repeatable; default 1. */
  readonly seed?: number;
  /** How long a job run, a pipeline update or a statement takes, in milliseconds; default 20. */
  readonly runMs?: number;
  /** How long an external link of a statement is good, in milliseconds; default 900,000 (15 minutes). */
  readonly linkMs?: number;
  /** What time it is; runs and updates go by it, and so do expired tokens and links. */
  readonly clock?: Clock;
  /** Answers 403 where it says so; asked for every authenticated request. */
  readonly forbid?: (request: SeenRequest) => boolean;
  /** Breaks requests on purpose; asked for each before anything else looks at it. */
  readonly fault?: (request: SeenRequest) => Fault | undefined;
  /** How a job run fails, or with which message; none: it succeeds. */
  readonly failRun?: (run: StartedRun) => string | RunFailure | undefined;
  /**
   * Acts as what a job runs, such as a notebook: called when a run starts, and again when it is repaired. The run
   * goes on until the promise settles, and fails with the message of what it throws; without a promise it takes
   * `runMs`. A run that waits in the queue starts with the first request after its time has come.
   */
  readonly onRun?: (run: StartedRun) => Promise<void> | undefined;
  /** What goes wrong in a pipeline update; none: it completes. */
  readonly failUpdate?: (update: StartedUpdate) => UpdateFailure | undefined;
  /** Rows that a table is said to have written in an update; default 3 for every one. */
  readonly rowsWritten?: (update: StartedUpdate, table: string) => number;
  /** Whether events of updates carry `details`, which the API's schema does not promise; default true. */
  readonly eventDetails?: boolean;
  /** Headers that a client must send to an external link, as the platform may demand them; default none. */
  readonly linkHeaders?: Readonly<Record<string, string>>;
  /** Answers statements; asked before `statements` are searched, and rows of `tables` are read. */
  readonly answer?: (statement: GivenStatement) => StatementAnswer | undefined;
  /** Answers of known statements, compared with white space collapsed. */
  readonly statements?: readonly (StatementAnswer & { readonly statement: string })[];
  /** Settings as `jobs/create` takes them, with an id when it matters which. */
  readonly jobs?: readonly SeededJob[];
  /** Specifications as `pipelines/create` takes them. */
  readonly pipelines?: readonly SeededPipeline[];
  /** Default: one, id `fake0000warehouse`, RUNNING. */
  readonly warehouses?: readonly { readonly id: string; readonly name: string }[];
  /** Tables of Unity Catalog; their catalogs and schemas exist by that. */
  readonly tables?: readonly SeededTable[];
  /** Secret scopes with their keys and values; values are never given out. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Files by absolute path, `/Volumes/…`. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export interface FakeUser {
  readonly name: string;
  readonly token: string;
  /** Admins may do everything, others what an access control list gives them; default true. */
  readonly admin?: boolean;
}

export interface FakeServicePrincipal {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly admin?: boolean;
}

/** Which requests to `/api` are answered 429: every nth, or a random share of them. */
export interface Throttle {
  readonly every?: number;
  /** 0 to 1. */
  readonly rate?: number;
  /** What the header Retry-After says; default 1. */
  readonly retryAfterS?: number;
}

/** A request as it came, without its credentials: those of `/oidc/v1/token` have no body either. */
export interface SeenRequest {
  /** Counts from 1. */
  readonly number: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** A parameter that came several times has its values with commas between them. */
  readonly query: Readonly<Record<string, string>>;
  /** In small letters; of authorization only the scheme, such as `Bearer`. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON as values (integers beyond 2^53 as text), anything else as text; none: undefined. */
  readonly body: unknown;
  /** When it came, in milliseconds of the clock. */
  readonly at: number;
}

export type Fault =
  /** Answers this instead; nothing happens in the workspace. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Closes the connection; nothing happens in the workspace. */
  | { readonly kind: 'refuse' }
  /** Does what was asked, then closes the connection instead of answering. */
  | { readonly kind: 'lose-answer' };

/** How a job run ends that does not succeed. */
export interface RunFailure {
  readonly result: 'FAILED' | 'TIMEDOUT' | 'CANCELED' | 'INTERNAL_ERROR';
  readonly message: string;
}

/** What `failRun` decides by, and what `onRun` is told. */
export interface StartedRun {
  readonly runId: string;
  readonly jobId: string;
  readonly name: string;
  /** All of the job, with the values of this run. */
  readonly parameters: Readonly<Record<string, string>>;
  /** 1, and one more with each repair. */
  readonly attempt: number;
}

/** What `failUpdate` decides by. */
export interface StartedUpdate {
  readonly updateId: string;
  readonly pipelineId: string;
  readonly name: string;
  readonly fullRefresh: boolean;
  readonly refreshSelection: readonly string[];
  readonly fullRefreshSelection: readonly string[];
}

export interface UpdateFailure {
  /** Name of the table whose flow fails; none: the update fails before any flow starts. */
  readonly table?: string;
  readonly message: string;
}

/** A statement as a client gave it. */
export interface GivenStatement {
  readonly statement: string;
  readonly warehouseId: string;
  readonly catalog: string | undefined;
  readonly schema: string | undefined;
  readonly parameters: readonly {
    readonly name: string;
    readonly value?: string;
    readonly type?: string;
  }[];
  readonly format: StatementFormat;
}

export type StatementFormat = 'JSON_ARRAY' | 'ARROW_STREAM' | 'CSV';

/** The outcome of a statement: rows in chunks, or an error. */
export interface StatementAnswer {
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly chunks?: readonly StatementChunk[];
  /** The platform cut the result: a client that overlooks this loses rows. */
  readonly truncated?: boolean;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface StatementChunk {
  /** Values as the platform writes them: all text, or null. Serves JSON_ARRAY and CSV. */
  readonly rows?: readonly (readonly (string | null)[])[];
  /** An Arrow IPC stream, ready made. Serves ARROW_STREAM; `rowCount` is then needed. */
  readonly arrow?: Uint8Array;
  readonly rowCount?: number;
}

export interface SeededJob {
  /** Decimal digits; default: random, beyond 2^53. */
  readonly job_id?: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Name of a user or service principal; default: the first admin. */
  readonly creator_user_name?: string;
}

export interface SeededPipeline {
  readonly pipeline_id?: string;
  readonly spec: Readonly<Record<string, unknown>>;
  /** Tables its updates build, in order, as `catalog.schema.name` or bare names. */
  readonly tables?: readonly string[];
  readonly creator_user_name?: string;
}

export interface SeededTable {
  /** `catalog.schema.name`. */
  readonly full_name: string;
  readonly table_type?: string;
  readonly columns?: readonly { readonly name: string; readonly type_text: string }[];
  /** Values as texts: then plain statements on it are answered, as on `system.lakeflow.pipelines`. */
  readonly rows?: readonly (readonly (string | null)[])[];
}
