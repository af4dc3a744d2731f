import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Resonate } from '@resonatehq/sdk';
import type { Workspace } from '../../databricks/index.ts';
import { type Clock, type Problem, secretFile, systemClock } from '../../kernel/index.ts';
import type { Channel } from '../../notify/index.ts';
import { JobRegister, jobRegisterPath } from '../jobs/job-register.ts';
import { startJob } from '../jobs/start-job.ts';
import { type Settler, Watchdog } from '../jobs/watchdog.ts';
import { durablePath, openSqliteNetwork, type SqliteNetwork, storedPromise } from '../store/index.ts';
import { dataPipeline } from '../workflows/data-pipeline.ts';
import { Attempts } from './attempts.ts';
import { DurableClient } from './durable-client.ts';
import { JobRuns, workspaceAt } from './job-runs.ts';
import { openRemote, silent } from './open-remote.ts';
import { probeServer } from './probe-server.ts';
import { jobParked } from './problems.ts';
import { localView, type PromiseView, remoteView } from './promise-view.ts';
import { registerWorkflow } from './register-workflow.ts';
import { provideServices } from './services.ts';
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
  /** How long a Resonate server may take to show that it can be used (ms); 15 s unless told otherwise. */
  readonly patience?: number;
  /** Told what goes wrong without ending anything. */
  readonly onProblem: (problems: readonly Problem[]) => void;
}

/** What the project's own process may use beside the workflows themselves. */
export interface OpenDurable {
  readonly durable: Durable;
  /** The store, where it is kept here: to serve its protocol to others. */
  readonly network: SqliteNetwork | undefined;
}

/** Steps that are under way when it is to end have so long (ms). */
const farewell = 5000;

/**
 * Opens the project's workflows: those that are under way go on.
 *
 * @throws HeadraceError with exit code 4 when another process runs them, 5 when the Resonate server cannot be used.
 */
export async function openDurable(options: DurableOptions): Promise<OpenDurable> {
  const { root, env, clock = systemClock, onProblem } = options;
  // What can be wrong is found before anything is opened: from then on, work is handed out.
  const callbackKey = callbackKeyOf(root, env);
  if (env.RESONATE_URL) {
    await probeServer({ url: env.RESONATE_URL, token: env.RESONATE_TOKEN }, options.patience);
  }
  const register = new JobRegister(jobRegisterPath(root));
  let promises: Promises;
  try {
    promises = openPromises(options, clock);
  } catch (error) {
    register.close();
    throw error;
  }
  const { resonate, view, network } = promises;
  const attempts = new Attempts();
  const stopping = new AbortController();
  const close = async (): Promise<void> => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await attempts.close(farewell);
    await resonate.stop();
    register.close();
  };
  const at = workspaceAt(options.workspace);
  // Each needs the other: the watchdog settles promises, and who cancels a workflow cancels its runs.
  const settle: Settler = {
    resolve: (id, value) => client.resolve(id, value),
    reject: (id, failure) => client.reject(id, failure),
  };
  const watchdog = new Watchdog({
    ...{ register, workspaceAt: at, settle, clock, onProblem },
    onParked: (run, { message }) => {
      onProblem([jobParked({ root: run.root, reason: message })]);
      void view.note(run.promiseId, 'parked', { text: message });
    },
  });
  const runs = new JobRuns({ register, watchdog, workspaceAt: at, onProblem });
  const workflows = new Map([dataPipeline, ...(options.workflows ?? [])].map((w) => [w.name, w]));
  const client = new DurableClient({ resonate, view, workflows, register, runs, callbackKey, clock, close });
  const isWanted = async (id: string): Promise<boolean> => {
    const state = (await view.find(id))?.state;
    return state !== 'rejected_canceled' && state !== 'rejected_timedout';
  };
  provideServices(resonate, {
    ...{ root, env, channels: options.channels, workspace: options.workspace, isWanted },
    untold: new Map(),
    startJob: (request) =>
      startJob(
        {
          ...{ workspace: options.workspace, register, callbackKey, isWanted },
          onStarted: () => watchdog.wake(),
        },
        request,
      ),
    giveUp: async (id, failure) => void (await client.reject(id, failure)),
    expiryOf: async (id) => (await view.find(id))?.timeoutAt ?? clock.now(),
  });
  for (const workflow of workflows.values())
    registerWorkflow({ resonate, view, attempts, onProblem }, workflow);
  void watchdog.run(stopping.signal);
  return { durable: client, network };
}

interface Promises {
  readonly resonate: Resonate;
  readonly view: PromiseView;
  readonly network: SqliteNetwork | undefined;
}

/** Opens the promises, here or on the server; work is handed out from the next turn on. */
function openPromises({ root, env, holder, onProblem }: DurableOptions, clock: Clock): Promises {
  if (env.RESONATE_URL) {
    const resonate = openRemote({ url: env.RESONATE_URL, token: env.RESONATE_TOKEN });
    const find = async (id: string) => {
      const record = await resonate.promises.get(id).catch(missing);
      return record && storedPromise(record);
    };
    return { resonate, view: remoteView(find), network: undefined };
  }
  const network = openSqliteNetwork({
    ...{ path: durablePath(root), holder, clock },
    onProblem: (problem) => onProblem([problem]),
  });
  const resonate = new Resonate({ network, pid: network.pid, logger: silent });
  return { resonate, view: localView(network), network };
}

/** Signs the tokens of callbacks: they outlive the process that made them. */
function callbackKeyOf(root: string, env: NodeJS.ProcessEnv): string {
  if (env.HEADRACE_CALLBACK_SECRET) return env.HEADRACE_CALLBACK_SECRET;
  const make = (): string => randomBytes(32).toString('base64url');
  return secretFile(join(root, '.headrace', 'callback.key'), make).secret;
}

function missing(error: unknown): undefined {
  if (error instanceof Error && /not found/i.test(error.message)) return undefined;
  throw error;
}
