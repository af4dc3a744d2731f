import { resolve } from 'node:path';
import {
  durableProblems,
  type OpenReader,
  readWorkflows,
  type WorkflowState,
} from '../../../durable/index.ts';
import { usageError } from '../../../kernel/index.ts';
import { statusBody, stepBody } from '../../../server/index.ts';
import type { CommonOptions } from '../../options.ts';
import { unknownState } from '../../problems.ts';
import { historyText, listText, statusText } from './text.ts';
import type { ListOptions } from './workflow.ts';

const states: readonly WorkflowState[] = ['running', 'done', 'failed', 'cancelled', 'timed_out'];

export async function status(id: string, options: CommonOptions): Promise<void> {
  const found = await look(options, async (reader) => (await reader?.get(id)) ?? (await noSuch(id, reader)));
  print(options, statusBody(found), () => statusText(found));
}

export async function history(id: string, options: CommonOptions): Promise<void> {
  const steps = await look(
    options,
    async (reader) => (await reader?.history(id)) ?? (await noSuch(id, reader)),
  );
  print(options, { id, steps: steps.map(stepBody) }, () => historyText(steps));
}

export async function list(options: ListOptions): Promise<void> {
  const state = states.find((known) => known === options.state);
  if (options.state !== undefined && state === undefined)
    throw usageError(unknownState({ state: options.state, states }));
  const filter = {
    limit: options.limit,
    ...(state && { state }),
    ...(options.workflow && { workflow: options.workflow }),
  };
  const found = await look(options, async (reader) => (await reader?.list(filter)) ?? []);
  print(options, { workflows: found.map(statusBody) }, () => listText(found));
}

async function look<T>(
  options: CommonOptions,
  read: (reader: OpenReader | undefined) => Promise<T>,
): Promise<T> {
  // The project's own store knows nothing of workflows that a Resonate server keeps.
  if (process.env.RESONATE_URL) {
    throw usageError(durableProblems.notOnServer({ what: 'A look at workflows by this command' }));
  }
  const reader = readWorkflows(resolve(options.project));
  try {
    return await read(reader);
  } finally {
    reader?.close();
  }
}

async function noSuch(id: string, reader: OpenReader | undefined): Promise<never> {
  const ids = ((await reader?.list({ limit: 500 })) ?? []).map((workflow) => workflow.id);
  throw usageError(durableProblems.noSuchWorkflow({ id, ids }));
}

function print({ json }: CommonOptions, body: unknown, text: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(body) : text()}\n`);
}
