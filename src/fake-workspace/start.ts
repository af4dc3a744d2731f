import { systemClock } from '../kernel/index.ts';
import type { Base } from './base.ts';
import { catalogEndpoints } from './catalog/catalog-api.ts';
import { createConnections } from './catalog/connections-api.ts';
import { createFiles } from './files/files-area.ts';
import { createJobs } from './jobs/jobs-api.ts';
import { meEndpoint } from './me-api.ts';
import type { FakeUser, FakeWorkspaceOptions } from './options.ts';
import { createPermissions } from './permissions.ts';
import { builtTables } from './pipelines/built-tables.ts';
import { createPipelines } from './pipelines/pipelines-api.ts';
import { createPrincipals } from './principals.ts';
import { seededRandom } from './random.ts';
import { secretsEndpoints } from './secrets-api.ts';
import { startServer } from './server.ts';
import { readableTables } from './statements/readable-tables.ts';
import { createStatements } from './statements/statements-api.ts';
import type { FakeWorkspace } from './workspace-handle.ts';

const somebody: FakeUser = { name: 'you@example.com', token: 'fake-token' };

/**
 * Starts a fake Databricks workspace on 127.0.0.1. It keeps everything in memory, and what it started goes on
 * by the clock alone. No code is run: no job, no pipeline, no statement.
 *
 * @throws HeadraceError HR-FAKE-001 when the port cannot be had.
 */
export async function startFakeWorkspace(options: FakeWorkspaceOptions = {}): Promise<FakeWorkspace> {
  const { clock = systemClock, seed = 1, runMs = 20, users = [somebody], servicePrincipals = [] } = options;
  const random = seededRandom(seed);
  const permissions = createPermissions();
  const principals = createPrincipals(users, servicePrincipals, {
    now: () => clock.now(),
    random,
    lifetimeS: options.tokenLifetimeS ?? 3600,
  });
  let host = '';
  const base: Base = {
    ...{ clock, random, permissions, principals: principals.all, runMs },
    host: () => host,
  };
  const files = createFiles(base, options);
  const jobs = createJobs(base, options);
  const connections = createConnections(base);
  const pipelines = createPipelines(base, options, {
    sources: files.texts,
    hasConnection: connections.has,
  });
  const statements = createStatements(base, options, readableTables(options, pipelines.eventLog));
  const server = await startServer({
    options,
    clock,
    random,
    principals,
    endpoints: [
      ...jobs.endpoints,
      ...pipelines.endpoints,
      ...statements.endpoints,
      ...files.endpoints,
      ...permissions.endpoints,
      ...catalogEndpoints(base, options, () => builtTables(pipelines.updates)),
      ...connections.endpoints,
      ...secretsEndpoints(base, options),
      meEndpoint,
    ],
    storage: statements.storage,
  });
  host = server.host;
  return {
    host,
    requests: server.requests,
    runs: () =>
      jobs.runs.all().map((run) => {
        const { lifeCycle, result } = jobs.runs.state(run);
        return {
          runId: run.id,
          jobId: run.job.id,
          parameters: run.parameters,
          idempotencyToken: run.idempotencyToken,
          lifeCycleState: lifeCycle,
          resultState: result,
        };
      }),
    forgetRun: jobs.runs.forget,
    jobs: () => jobs.all().map(({ id, settings }) => ({ jobId: id, settings })),
    updates: () =>
      pipelines.updates.all().map((update) => ({
        updateId: update.id,
        pipelineId: update.pipeline.id,
        state: pipelines.updates.state(update),
        fullRefresh: update.request.full_refresh,
        refreshSelection: update.request.refresh_selection,
        fullRefreshSelection: update.request.full_refresh_selection,
      })),
    pipelines: () => pipelines.all().map(({ id, spec }) => ({ pipelineId: id, spec })),
    files: files.all,
    close: server.close,
  };
}
