import { join } from 'node:path';
import type { Durable, Settlement } from '../durable/index.ts';
import { exitCode, HeadraceError, isRecord, type Json } from '../kernel/index.ts';
import { apiKey, findServer, type ServedAt } from '../server/index.ts';
import { openLoadingProject } from './open-loading.ts';
import { openWorkflows } from './open-workflows.ts';
import type { CommonOptions } from './options.ts';
import { serverRefuses } from './problems.ts';
import { renderProblem } from './report/report-problem.ts';
import { styleFor } from './report/style.ts';

/** What commands may do to workflows, whoever runs them. */
export interface WorkflowAccess {
  /** Whether another process, the server, runs them. */
  readonly isServed: boolean;
  start(name: string, id: string, input: Json): Promise<void>;
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
    start: async (name, id, input) => void (await durable.start(name, id, input)),
    settle: async (how, id, value) =>
      (how === 'resolve'
        ? await durable.resolve(id, value)
        : await durable.reject(id, { name: 'Rejected', message: String(value) })
      ).outcome,
    cancel: async (id) => (await durable.cancel(id)) !== undefined,
    repair: (id) => durable.repair(id),
    ended: async (id, signal) => void (await durable.wait(id, signal)),
    close: () => durable.close(),
  };
}

function byServer(root: string, { url, keyed }: ServedAt): WorkflowAccess {
  const key = keyed ? apiKey(root, process.env, () => '').key : undefined;
  const post = async (path: string, body: Json, expected: readonly number[] = []): Promise<Answer> => {
    const answer = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(body),
    });
    const found: unknown = await answer.json();
    if (!answer.ok && !expected.includes(answer.status)) throw refusal(url, answer.status, found);
    return { status: answer.status, body: isRecord(found) ? found : {} };
  };
  return {
    isServed: true,
    start: async (name, id, input) => void (await post('run', { id, workflow: name, input })),
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

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the server says, in its words where it has some. */
function refusal(url: string, status: number, body: unknown): HeadraceError {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const said = typeof error.message === 'string' ? error.message : `status ${status}`;
  const code = status === 400 || status === 401 ? exitCode.usage : exitCode.failed;
  return new HeadraceError(serverRefuses({ url, reason: said }), { exitCode: code });
}
