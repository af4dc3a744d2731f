import { setTimeout as pause } from 'node:timers/promises';
import { durableProblems, readWorkflows, type WorkflowStatus } from '../../durable/index.ts';
import { exitCode, HeadraceError, type Json } from '../../kernel/index.ts';
import { serverProblems, statusBody } from '../../server/index.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openLoadingProject } from '../open-loading.ts';
import type { CommonOptions } from '../options.ts';
import { badInput } from '../problems.ts';
import { openWorkflowAccess, type WorkflowAccess } from '../workflow-access.ts';
import type { StartOptions } from './workflow.ts';
import { answerOf, statusText } from './workflow-text.ts';

/** How often a workflow that a server runs is looked at (ms). */
const lookEvery = 250;

export async function start(name: string, options: StartOptions): Promise<void> {
  const { root } = await openLoadingProject({ ...options, quiet: true });
  const access = await openWorkflowAccess(options, 'start');
  try {
    await access.start(name, options.id, inputOf(name, options));
    const stays = options.wait || !(access.isServed || options.detach);
    const status = await look(root, options.id);
    if (!stays || status.state !== 'running') return show(status, options);
    if (!options.json && !options.quiet) process.stderr.write(`${answerOf(status)}\n`);
    show(await untilEnd(root, options.id, access), options);
  } finally {
    await access.close();
  }
}

export async function wait(id: string, options: CommonOptions): Promise<void> {
  const { root } = await openLoadingProject({ ...options, quiet: true });
  const status = await look(root, id);
  if (status.state !== 'running') return show(status, options);
  const access = await openWorkflowAccess(options, 'wait');
  try {
    show(await untilEnd(root, id, access), options);
  } finally {
    await access.close();
  }
}

async function untilEnd(root: string, id: string, access: WorkflowAccess): Promise<WorkflowStatus> {
  const interrupts = listenForInterrupts(false);
  const { signal } = interrupts;
  try {
    if (!access.isServed) await access.ended(id, signal);
    for (;;) {
      if (signal.aborted) throw new Exit(exitCode.interrupted);
      const status = await look(root, id);
      if (status.state !== 'running') return status;
      await pause(lookEvery, undefined, { signal }).catch(() => {});
    }
  } catch (error) {
    throw signal.aborted ? new Exit(exitCode.interrupted) : error;
  } finally {
    interrupts.dispose();
  }
}

async function look(root: string, id: string): Promise<WorkflowStatus> {
  const reader = readWorkflows(root);
  try {
    const status = await reader?.get(id);
    if (status) return status;
    const ids = ((await reader?.list({ limit: 500 })) ?? []).map((workflow) => workflow.id);
    throw new HeadraceError(durableProblems.noSuchWorkflow({ id, ids }), { exitCode: exitCode.usage });
  } finally {
    reader?.close();
  }
}

/** Says how it stands; a workflow that did not end well ends the command so. */
function show(status: WorkflowStatus, options: CommonOptions): void {
  if (options.json) process.stdout.write(`${JSON.stringify(statusBody(status))}\n`);
  else if (!options.quiet) process.stdout.write(`${statusText(status)}\n`);
  if (status.state !== 'running' && status.state !== 'done') throw new Exit(exitCode.failed);
}

function inputOf(name: string, { job, url, param, onFailure, input }: StartOptions): Json {
  if (input !== undefined) {
    try {
      return JSON.parse(input);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new HeadraceError(badInput({ reason }), { exitCode: exitCode.usage, cause: error });
    }
  }
  if (name !== 'data-pipeline') return null;
  const id = job ?? process.env.JOB_ID;
  if (id === undefined) throw new HeadraceError(serverProblems.noJob({}), { exitCode: exitCode.usage });
  return {
    job: id,
    url: url ?? 'http://127.0.0.1:8000',
    ...(param && { params: param }),
    ...(onFailure && { on_failure: onFailure }),
  };
}
