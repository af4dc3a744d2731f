import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createWorkspace } from '../../src/databricks/index.ts';
import { type OpenDurable, openDurable } from '../../src/durable/index.ts';
import { durablePath } from '../../src/durable/store/index.ts';
import { fail, say } from '../shared/options.ts';
import { readTables, storeTables } from './bare-read.ts';
import { heap } from './heap.ts';
import { job } from './scenario.ts';

export interface Pipelines {
  /** Milliseconds per start, of each thousand: until the job runs and the workflow waits. */
  readonly starts: readonly number[];
  /** Milliseconds of the processor per start. */
  readonly cpu: readonly number[];
  /** Milliseconds from settling what a workflow waits for to its end. */
  readonly resumes: readonly number[];
  /** Milliseconds from nothing to the end of a workflow that was settled at once, with all of them waiting. */
  readonly restarts: readonly number[];
  /** Milliseconds to read what the store holds. */
  readonly reads: readonly number[];
  readonly heapBytes: number;
  readonly rssBytes: number;
}

export interface PipelinesRequest {
  readonly root: string;
  readonly flows: number;
  /** What a figure is the mean of. */
  readonly group: number;
  /** So many are started at a time. */
  readonly together: number;
  readonly resumes: number;
  readonly rounds: number;
}

/** `data-pipeline` many times in this process, over a workspace that answers slowly. */
export async function measurePipelines(request: PipelinesRequest): Promise<Pipelines> {
  const { root, flows, group, together } = request;
  const workspace = fork(new URL('workspace.ts', import.meta.url));
  const died = (): void => fail('The fake workspace has ended.');
  workspace.once('exit', died);
  const [host] = await once(workspace, 'message');
  try {
    const opened = await open(root, String(host));
    const before = heap();
    const starts: number[] = [];
    const cpu: number[] = [];
    for (let first = 0; first < flows; first += group) {
      const used = process.cpuUsage();
      const begun = performance.now();
      await startMany(opened, first, group, together);
      starts.push((performance.now() - begun) / group);
      const { user, system } = process.cpuUsage(used);
      cpu.push((user + system) / 1000 / group);
      say(`${first + group} in flight, ${starts.at(-1)?.toFixed(2)} ms per start`);
    }
    const heapBytes = heap() - before;
    const rssBytes = process.memoryUsage().rss;
    const resumes: number[] = [];
    for (let i = 0; i < request.resumes; i += 1) resumes.push(await resume(opened, idOf(i)));
    // So that as many wait as before, for the restart.
    await startMany(opened, flows, request.resumes, together);
    await opened.durable.close();
    const restarts: number[] = [];
    const reads: number[] = [];
    for (let round = 0; round < request.rounds; round += 1) {
      reads.push(bareRead(root));
      const begun = performance.now();
      const again = await open(root, String(host));
      await resume(again, idOf(request.resumes + round));
      restarts.push(performance.now() - begun);
      await again.durable.close();
    }
    return { starts, cpu, resumes, restarts, reads, heapBytes, rssBytes };
  } finally {
    workspace.off('exit', died);
    workspace.disconnect();
  }
}

async function open(root: string, host: string): Promise<OpenDurable> {
  const token = 'fake-token';
  const workspace = createWorkspace({ host, credentials: { kind: 'token', token, from: 'the benchmark' } });
  return await openDurable({
    ...{ root, env: {}, holder: 'the benchmark', workspace: async () => workspace, channels: () => [] },
    onProblem: (problems) => {
      for (const { message } of problems) say(message);
    },
  });
}

/** Starts workflows, and resolves when the jobs of all of them run. */
async function startMany(
  { durable }: OpenDurable,
  first: number,
  count: number,
  together: number,
): Promise<void> {
  const waiting = new Map<string, () => void>();
  const stop = durable.watch((event) => {
    if (event.type === 'step_ended' && event.name === 'runJob') waiting.get(event.root)?.();
  });
  let next = first;
  const worker = async (): Promise<void> => {
    while (next < first + count) {
      const id = idOf(next++);
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(id, resolve);
      await durable.start('data-pipeline', id, { job, url: 'http://127.0.0.1:8000' });
      await promise;
      waiting.delete(id);
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
  stop();
}

async function resume({ durable }: OpenDurable, id: string): Promise<number> {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const stop = durable.watch((event) => {
    if (event.type === 'workflow_ended' && event.id === id) resolve();
  });
  const begun = performance.now();
  await durable.resolve(`${id}:0`, { rows: 3 });
  await ended;
  const taken = performance.now() - begun;
  stop();
  return taken;
}

/** Everything that the store and the register hold, read once without looking at it. */
function bareRead(root: string): number {
  const begun = performance.now();
  const tables = {
    [durablePath(root)]: storeTables,
    [join(root, '.headrace', 'job-runs.db')]: ['awaited_runs'],
  };
  for (const [path, names] of Object.entries(tables)) {
    readTables(path, names);
  }
  return performance.now() - begun;
}

function idOf(i: number): string {
  return `flow-${i}`;
}
