import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Context, type Logger, Resonate } from '@resonatehq/sdk';
import { runEnd, type Workspace } from '../../databricks/index.ts';
import { type Clock, HeadraceError, type Problem, secretFile, systemClock } from '../../kernel/index.ts';
import type { Channel } from '../../notify/index.ts';
import { type AwaitedRun, JobRegister, jobRegisterPath } from '../jobs/job-register.ts';
import { startJob } from '../jobs/start-job.ts';
import { Watchdog } from '../jobs/watchdog.ts';
import { durablePath, openSqliteNetwork, type SqliteNetwork, storedPromise } from '../store/index.ts';
import { dataPipeline } from '../workflows/data-pipeline.ts';
import { DurableClient } from './durable-client.ts';
import { observedContext } from './observed-context.ts';
import { probeServer } from './probe-server.ts';
import { codeChanged, jobParked, otherWorkspace } from './problems.ts';
import { localView, type PromiseView, remoteView } from './promise-view.ts';
import { provideServices, type Services } from './services.ts';
import type { Durable } from './types.ts';
import type { Workflow } from './workflow.ts';

export interface DurableOptions {
  /** The project's folder; promises are kept in its `.headrace/durable.db`. */
  readonly root: string;
  /** RESONATE_URL (and RESONATE_TOKEN) of a server that keeps them instead; HEADRACE_CALLBACK_SECRET. */
  readonly env: NodeJS.ProcessEnv;
  /** Who we are, for a second process that would open the store: `headrace serve, process 4711`. */
  readonly holder: string;
  /** The project's own workflows, beside the built-in one. */
  readonly workflows?: readonly Workflow[];
  /** The workspace whose jobs are run; asked for when it is needed. */
  readonly workspace: () => Promise<Workspace>;
  /** Ways to tell people something; resolved when they are told. */
  readonly channels: () => readonly Channel[];
  readonly clock?: Clock;
  /** Told what goes wrong without ending anything. */
  readonly onProblem: (problems: readonly Problem[]) => void;
}

/** What the project's own process may use beside the workflows themselves. */
export interface OpenDurable {
  readonly durable: Durable;
  /** The store, where it is kept here: to serve its protocol to others. */
  readonly network: SqliteNetwork | undefined;
}

/**
 * Opens the project's workflows: those that are under way go on.
 *
 * @throws HeadraceError with exit code 4 when another process runs them, 5 when the Resonate server cannot be used.
 */
export async function openDurable(options: DurableOptions): Promise<OpenDurable> {
  const { root, env, holder, clock = systemClock, onProblem } = options;
  const network = env.RESONATE_URL
    ? undefined
    : openSqliteNetwork({
        path: durablePath(root),
        holder,
        clock,
        onProblem: (problem) => onProblem([problem]),
      });
  const logger = toProblems();
  const resonate = network
    ? new Resonate({ network, pid: network.pid, logger })
    : new Resonate({
        url: env.RESONATE_URL ?? '',
        logger,
        ...(env.RESONATE_TOKEN && { token: env.RESONATE_TOKEN }),
      });
  const view = network
    ? localView(network)
    : remoteView(async (id) => {
        const record = await resonate.promises.get(id).catch(missing);
        return record && storedPromise(record);
      });
  const register = new JobRegister(jobRegisterPath(root));
  const stopping = new AbortController();
  const close = async (): Promise<void> => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await resonate.stop();
    register.close();
  };
  try {
    const workflows = new Map([dataPipeline, ...(options.workflows ?? [])].map((w) => [w.name, w]));
    const callbackKey = callbackKeyOf(root, env);
    const workspaceAt = async (host: string): Promise<Workspace> => {
      const workspace = await options.workspace();
      if (workspace.host === host) return workspace;
      throw new HeadraceError(otherWorkspace({ host: workspace.host, awaited: host }));
    };
    const cancelRuns = async (id: string): Promise<void> => {
      for (const run of register.ofWorkflow(id).filter(({ isOver }) => !isOver)) {
        const workspace = await workspaceAt(run.host);
        if (run.runId !== undefined) await workspace.jobs.cancelRun(run.runId);
        register.over(run.promiseId);
      }
    };
    const repairRuns = async (id: string): Promise<readonly AwaitedRun[]> => {
      const repaired: AwaitedRun[] = [];
      for (const run of register.ofWorkflow(id)) {
        if (run.isOver || run.runId === undefined) continue;
        const workspace = await workspaceAt(run.host);
        const end = runEnd(await workspace.jobs.getRun(run.runId));
        if (end === undefined || end.outcome === 'succeeded') continue;
        await workspace.jobs.repairRun(run.runId);
        repaired.push(run);
      }
      return repaired;
    };
    const client = new DurableClient({
      resonate,
      view,
      workflows,
      register,
      callbackKey,
      clock,
      cancelRuns,
      repairRuns,
      close,
    });
    const watchdog = new Watchdog({
      ...{ register, workspaceAt, settle: client, clock, onProblem },
      onParked: (run, { message }) => {
        onProblem([jobParked({ root: run.root, reason: message })]);
        void view.note(run.promiseId, 'parked', { text: message });
      },
    });
    provideServices(resonate, {
      ...{ root, env, channels: options.channels, workspace: options.workspace },
      startJob: (request) =>
        startJob(
          { workspace: options.workspace, register, callbackKey, onStarted: () => watchdog.wake() },
          request,
        ),
      expiryOf: async (id) => (await view.find(id))?.timeoutAt ?? clock.now(),
    } satisfies Services);
    for (const definition of workflows.values()) registerWorkflow(resonate, definition, view, onProblem);
    if (!network) await probeServer(resonate, env.RESONATE_URL ?? '');
    watchdog.run(stopping.signal).catch((error: unknown) => {
      // A mistake in here: whoever runs this is to know, and the process to end.
      queueMicrotask(() => {
        throw error;
      });
    });
    return { durable: client, network };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Makes a workflow known, so that its steps are observed and a change of its code is noticed. */
function registerWorkflow(
  resonate: Resonate,
  { name, body, version, code }: Workflow,
  view: PromiseView,
  onProblem: DurableOptions['onProblem'],
): void {
  const run = function* (context: Context, input: Parameters<typeof body>[1]): Generator {
    void noteCode(view, context.id, name, code, onProblem);
    const observed = observedContext(context, (id, attempt, error) => {
      const text = error instanceof Error ? error.message : String(error);
      void view.note(id, 'attempt', { attempt, text });
    });
    return yield* body(observed, input);
  };
  resonate.register(name, run, { version });
}

/** Leaves word of the code that a workflow began with, or says that it is another by now. */
async function noteCode(
  view: PromiseView,
  id: string,
  workflow: string,
  code: string,
  onProblem: DurableOptions['onProblem'],
): Promise<void> {
  const known = (await view.notes(id)).findLast((note) => note.id === id && note.kind === 'code');
  if (known?.data === code) return;
  await view.note(id, 'code', code);
  if (!known) return;
  const problem = codeChanged({ id, workflow });
  await view.note(id, 'code_changed', { text: problem.message });
  onProblem([problem]);
}

/** Signs the tokens of callbacks: they outlive the process that made them. */
function callbackKeyOf(root: string, env: NodeJS.ProcessEnv): string {
  if (env.HEADRACE_CALLBACK_SECRET) return env.HEADRACE_CALLBACK_SECRET;
  const make = (): string => randomBytes(32).toString('base64url');
  return secretFile(join(root, '.headrace', 'callback.key'), make).secret;
}

/** What Resonate logs is told otherwise: attempts as notes, failures as the workflow's end. */
function toProblems(): Logger {
  const nothing = (): void => {};
  return { debug: nothing, info: nothing, warn: nothing, error: nothing };
}

function missing(error: unknown): undefined {
  if (error instanceof Error && /not found/i.test(error.message)) return undefined;
  throw error;
}
