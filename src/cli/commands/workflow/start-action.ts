import { setTimeout as pause } from 'node:timers/promises';
import { durableProblems, readWorkflows, type WorkflowStatus } from '../../../durable/index.ts';
import { exitCode, HeadraceError, type Json } from '../../../kernel/index.ts';
import { findServer, statusBody } from '../../../server/index.ts';
import { Exit } from '../../exit.ts';
import { listenForInterrupts } from '../../interrupts.ts';
import { openLoadingProject } from '../../open-loading.ts';
import type { CommonOptions } from '../../options.ts';
import { badInput, nobodyServes } from '../../problems.ts';
import { renderProblem } from '../../report/report-problem.ts';
import { styleFor } from '../../report/style.ts';
import {
  openWorkflowAccess,
  type StartRequest,
  statusHere,
  type WorkflowAccess,
} from '../../workflow-access.ts';
import { answerOf, statusText } from './text.ts';
import type { StartOptions } from './workflow.ts';

/** How often a workflow that a server runs is looked at (ms). */
const lookEvery = 250;
/** A server that is restarted is away for a moment; after so many looks it is worth a word. */
const looksAlone = 20;

export async function start(name: string, options: StartOptions): Promise<void> {
  const { root } = await openLoadingProject({ ...options, quiet: true });
  const access = await openWorkflowAccess(options, 'start');
  try {
    await access.start(requestOf(name, options));
    const stays = options.wait || !(access.isServed || options.detach);
    const status = await look(root, options.id, access);
    if (!stays || status.state !== 'running') return show(status, options);
    show(await untilEnd(root, status, access, options), options);
  } finally {
    await access.close();
  }
}

export async function wait(id: string, options: CommonOptions): Promise<void> {
  const { root } = await openLoadingProject({ ...options, quiet: true });
  // What has ended can be told whoever runs the others.
  const known = !process.env.RESONATE_URL ? await statusHere(root, id) : undefined;
  if (known && known.state !== 'running') return show(known, options);
  const access = await openWorkflowAccess(options, 'wait');
  try {
    show(await untilEnd(root, await look(root, id, access), access, options), options);
  } finally {
    await access.close();
  }
}

async function untilEnd(
  root: string,
  status: WorkflowStatus,
  access: WorkflowAccess,
  { json, quiet }: CommonOptions,
): Promise<WorkflowStatus> {
  const { id } = status;
  const interrupts = listenForInterrupts(false);
  const { signal } = interrupts;
  if (!json && !quiet) process.stderr.write(`${answerOf(status)}\n`);
  try {
    if (!access.isServed) await access.ended(id, signal);
    for (let alone = 0; ; ) {
      if (signal.aborted) throw new Exit(exitCode.interrupted);
      const now = await look(root, id, access);
      if (now.state !== 'running') return now;
      alone = access.isServed && !findServer(root) ? alone + 1 : 0;
      if (alone === looksAlone) {
        process.stderr.write(`${renderProblem(nobodyServes({ id }), styleFor(process.stderr))}\n`);
      }
      await pause(lookEvery, undefined, { signal }).catch(() => {});
    }
  } catch (error) {
    throw signal.aborted ? new Exit(exitCode.interrupted) : error;
  } finally {
    interrupts.dispose();
  }
}

async function look(root: string, id: string, access: WorkflowAccess): Promise<WorkflowStatus> {
  const status = await access.status(id);
  if (status) return status;
  const reader = readWorkflows(root);
  try {
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

function requestOf(name: string, { id, job, url, param, onFailure, input }: StartOptions): StartRequest {
  return {
    ...{ name, id },
    ...(input !== undefined && { input: parsed(input) }),
    ...(job !== undefined && { job }),
    ...(url !== undefined && { url }),
    ...(param && { params: param }),
    ...(onFailure && { on_failure: onFailure }),
  };
}

function parsed(input: string): Json {
  try {
    return JSON.parse(input);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadraceError(badInput({ reason }), { exitCode: exitCode.usage, cause: error });
  }
}
