import { durableProblems, type Settlement } from '../../../durable/index.ts';
import { HeadraceError, type Json, usageError } from '../../../kernel/index.ts';
import { serverProblems } from '../../../server/index.ts';
import type { CommonOptions } from '../../options.ts';
import { openWorkflowAccess, type WorkflowAccess } from '../../workflow-access.ts';
import type { RejectOptions, ResolveOptions } from './workflow.ts';

export async function resolve(id: string, options: ResolveOptions): Promise<void> {
  await withAccess(options, 'resolve', async (access) => {
    settled(id, options, await access.settle('resolve', id, jsonOrText(options.value)));
  });
}

export async function reject(id: string, options: RejectOptions): Promise<void> {
  await withAccess(options, 'reject', async (access) => {
    const why = options.message ?? 'Somebody rejected it by hand.';
    settled(id, options, await access.settle('reject', id, why));
  });
}

export async function cancel(id: string, options: CommonOptions): Promise<void> {
  await withAccess(options, 'cancel', async (access) => {
    if (!(await access.cancel(id))) throw usageError(durableProblems.noSuchWorkflow({ id, ids: [] }));
    const { state } = (await access.status(id)) ?? { state: 'cancelled' };
    if (state === 'cancelled') say(options, { id, outcome: 'cancelled' }, `${id} is cancelled`);
    else
      say(options, { id, outcome: 'already', state }, `${id} had ended before: ${state.replace('_', ' ')}`);
  });
}

export async function repair(id: string, options: CommonOptions): Promise<void> {
  await withAccess(options, 'repair', async (access) => {
    const repaired = await access.repair(id);
    if (repaired === 0) throw usageError(durableProblems.nothingToRepair({ id }));
    say(options, { id, repaired }, `${id}: ${repaired === 1 ? 'its run goes' : `${repaired} runs go`} on`);
  });
}

async function withAccess(
  options: CommonOptions,
  doing: string,
  work: (access: WorkflowAccess) => Promise<void>,
): Promise<void> {
  const access = await openWorkflowAccess(options, doing);
  try {
    await work(access);
  } finally {
    await access.close();
  }
}

function settled(id: string, options: CommonOptions, outcome: Settlement['outcome']): void {
  if (outcome === 'unknown') throw usageError(serverProblems.noSuchPromise({ id }));
  if (outcome === 'late') throw new HeadraceError(serverProblems.promiseExpired({ id }));
  say(options, { id, outcome }, outcome === 'already' ? `${id} had been settled before` : `${id} is settled`);
}

function jsonOrText(value: string | undefined): Json {
  if (value === undefined) return null;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function say({ json, quiet }: CommonOptions, body: Json, text: string): void {
  if (json) process.stdout.write(`${JSON.stringify(body)}\n`);
  else if (!quiet) process.stdout.write(`${text}\n`);
}
