import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../kernel/index.ts';
import type { CallOptions } from './api.ts';
import { type Catalog, catalogApi } from './catalog.ts';
import { type Connections, connectionsApi } from './connections.ts';
import { createApi } from './create-api.ts';
import type { Credentials } from './credentials.ts';
import { type Files, filesApi } from './files.ts';
import { followLinks } from './follow-link.ts';
import { workspaceHost } from './host.ts';
import { type Jobs, jobsApi } from './jobs.ts';
import { type Me, readMe } from './me.ts';
import { objectsApi, type WorkspaceObjects } from './objects.ts';
import { type Permissions, permissionsApi } from './permissions.ts';
import { type Pipelines, pipelinesApi } from './pipelines.ts';
import type { Retry } from './send.ts';
import { type Statements, statementsApi } from './statements.ts';
import { type Warehouses, warehousesApi } from './warehouses.ts';

/** What a workspace is reached by; see `resolveCredentials`. */
export interface WorkspaceOptions {
  readonly host: string;
  readonly credentials: Credentials;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** 0 to 1, for the jitter of waits. */
  readonly random?: () => number;
  /** Makes idempotency tokens. */
  readonly newToken?: () => string;
  /** How long a call is tried again while the workspace throttles it or is away, in ms (default: 5 minutes). */
  readonly patienceMs?: number;
  /** Told before each wait. */
  readonly onRetry?: (retry: Retry) => void;
}

/**
 * A Databricks workspace. Fields of requests and answers have the names of the platform's API, ids are texts,
 * lists fetch their pages as they are read. Each call may be ended by a signal, and throws a HeadraceError
 * with a problem of `databricksProblems`; `isGone` tells whether the thing does not exist.
 */
export interface Workspace {
  /** `https://…`, without a path. */
  readonly host: string;
  readonly jobs: Jobs;
  readonly pipelines: Pipelines;
  readonly statements: Statements;
  readonly warehouses: Warehouses;
  readonly files: Files;
  readonly objects: WorkspaceObjects;
  readonly permissions: Permissions;
  readonly catalog: Catalog;
  readonly connections: Connections;
  /** Who we are: also the cheapest way to learn whether host and credentials are right. */
  me(options?: CallOptions): Promise<Me>;
}

/** @throws HeadraceError (exit code 2) for a host that is none. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const host = workspaceHost(options.host);
  const context = {
    ...{ host, credentials: options.credentials, onRetry: options.onRetry },
    fetch: options.fetch ?? fetch,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    patienceMs: options.patienceMs ?? 5 * 60_000,
  };
  const api = createApi(context);
  return {
    host,
    jobs: jobsApi(api, options.newToken ?? randomUUID),
    pipelines: pipelinesApi(api),
    statements: statementsApi(api, followLinks(context)),
    warehouses: warehousesApi(api),
    files: filesApi(api),
    objects: objectsApi(api),
    permissions: permissionsApi(api),
    catalog: catalogApi(api),
    connections: connectionsApi(api),
    me: (call) => readMe(api, call),
  };
}
