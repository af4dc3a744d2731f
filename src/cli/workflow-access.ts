import { join } from 'node:path';
import {
  type Durable,
  dataPipeline,
  readWorkflows,
  type Settlement,
  type WorkflowStatus,
} from '../durable/index.ts';
import { exitCode, HeadraceError, isRecord, type Json } from '../kernel/index.ts';
import { findServer, knownApiKey, readStatus, type ServedAt, serverProblems } from '../server/index.ts';
import { leaveSoon } from './leave-soon.ts';
import { openLoadingProject } from './open-loading.ts';
import { openWorkflows } from './open-workflows.ts';
import type { CommonOptions } from './options.ts';
import { serverAway, serverRefuses } from './problems.ts';
import { renderProblem } from './report/report-problem.ts';
import { styleFor } from './report/style.ts';

/** What is to be started: a workflow with its input, or the built-in one with what is said about its job. */
export interface StartRequest {
  readonly name: string;
  readonly id: string;
  readonly input?: Json;
  readonly job?: string;
  readonly url?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly on_failure?: 'fail' | 'wait';
}

/** What commands may do to workflows, whoever runs them. */
export interface WorkflowAccess {
  /** Whether another process, the server, runs them. */
  readonly isServed: boolean;
  start(request: StartRequest): Promise<void>;
  status(id: string): Promise<WorkflowStatus | undefined>;
  settle(how: 'resolve' | 'reject', promiseId: string, value: Json): Promise<Settlement['outcome']>;
  /** @returns whether there is such a workflow. */
  cancel(id: string): Promise<boolean>;
  /** @returns how many runs are repaired. */
  repair(id: string): Promise<number>;
  /** Resolves when it has ended; of a server's workflows only the server knows. */
  ended(id: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * By the project's server where one runs, else by opening the workflows here.
 *
 * @throws HeadraceError with exit code 4 when another command has them open.
 */
export async function openWorkflowAccess(options: CommonOptions, doing: string): Promise<WorkflowAccess> {
  const { root, project } = await openLoadingProject(options);
  const server = findServer(root);
  if (server) return byServer(root, server);
  const { durable } = await openWorkflows({
    ...{
      root,
      project,
      env: process.env,
      holder: `headrace workflow ${doing}, process ${process.pid}`,
    },
    onProblem: (problems) => {
      const style = styleFor(process.stderr);
      for (const problem of problems) process.stderr.write(`${renderProblem(problem, style)}\n`);
    },
  });
  return byItself(durable);
}

function byItself(durable: Durable): WorkflowAccess {
  return {
    isServed: false,
    async start(request) {
      // Starting again is no mistake because a tunnel is called otherwise by now.
      const known = (await durable.get(request.id))?.input;
      const url = isRecord(known) && typeof known.url === 'string' ? known.url : undefined;
      await durable.start(request.name, request.id, inputOf({ ...(url && { url }), ...request }));
    },
    status: (id) => durable.get(id),
    settle: async (how, id, value) =>
      (how === 'resolve'
        ? await durable.resolve(id, value)
        : await durable.reject(id, { name: 'Rejected', message: String(value) })
      ).outcome,
    cancel: async (id) => (await durable.cancel(id)) !== undefined,
    repair: (id) => durable.repair(id),
    ended: async (id, signal) => void (await durable.wait(id, signal)),
    async close() {
      await durable.close();
      leaveSoon();
    },
  };
}

/** What a workflow is told that runs here: nobody listens, so without an address its job is only watched. */
function inputOf({ name, input, job = process.env.JOB_ID, url, params, on_failure }: StartRequest): Json {
  if (input !== undefined) return input;
  if (name !== dataPipeline.name) return null;
  if (job === undefined) throw new HeadraceError(serverProblems.noJob({}), { exitCode: exitCode.usage });
  return {
    job,
    ...(url !== undefined && { url }),
    ...(params && { params }),
    ...(on_failure && { on_failure }),
  };
}

function byServer(root: string, { url, keyed }: ServedAt): WorkflowAccess {
  const key = keyed ? knownApiKey(root, process.env) : undefined;
  const ask = async (path: string, init: RequestInit, expected: readonly number[]): Promise<Answer> => {
    const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
    const answer = await fetch(new URL(path, url), { ...init, headers }).catch((error: unknown) => {
      throw new HeadraceError(serverAway({ url }), { exitCode: exitCode.unreachable, cause: error });
    });
    const found: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok && !expected.includes(answer.status)) throw refusal(url, answer.status, found);
    return { status: answer.status, body: isRecord(found) ? found : {} };
  };
  const post = (path: string, body: Json, expected: readonly number[] = []): Promise<Answer> =>
    ask(path, { method: 'POST', body: JSON.stringify(body) }, expected);
  return {
    isServed: true,
    // It knows its job and where jobs reach it, if the request does not say.
    start: async ({ name, ...asked }) => void (await post('run', { workflow: name, ...asked })),
    async status(id) {
      if (!process.env.RESONATE_URL) return await statusHere(root, id);
      return readStatus((await ask(`workflows/${encodeURIComponent(id)}`, {}, [404])).body);
    },
    async settle(how, id, value) {
      const body: Json = how === 'resolve' ? { id, value } : { id, name: 'Rejected', message: String(value) };
      const { status, body: answer } = await post(how, body, [404, 410]);
      if (status === 404) return 'unknown';
      if (status === 410) return 'late';
      return answer.outcome === 'already' ? 'already' : 'settled';
    },
    cancel: async (id) => (await post('cancel', { id }, [404])).status !== 404,
    repair: async (id) => Number((await post('repair', { id }, [404])).body.repaired ?? 0),
    ended: async () => {
      throw new Error(`ask ${join(root, '.headrace')}: a server runs the workflows`);
    },
    close: async () => {},
  };
}

/** How a workflow stands, as the project's own store has it: whoever runs it. */
export async function statusHere(root: string, id: string): Promise<WorkflowStatus | undefined> {
  const reader = readWorkflows(root);
  try {
    return await reader?.get(id);
  } finally {
    reader?.close();
  }
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the server says, in its words where it has some. */
function refusal(url: string, status: number, body: unknown): HeadraceError {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const said = typeof error.message === 'string' ? error.message : `status ${status}`;
  const code =
    status === 400 || status === 401
      ? exitCode.usage
      : status === 503
        ? exitCode.unreachable
        : exitCode.failed;
  return new HeadraceError(serverRefuses({ url, reason: said }), { exitCode: code });
}
