import { expect } from 'vitest';
import { readWorkflows, type WorkflowStatus } from '../../../src/durable/index.ts';
import {
  type FakeWorkspace,
  type StartedRun,
  startFakeWorkspace,
} from '../../../src/fake-workspace/index.ts';
import { findServer } from '../../../src/server/index.ts';
import { Headrace } from '../../support/headrace.ts';
import type { Project } from '../../support/project.ts';
import { loaderJob, nightlyProject, notebookJob, settings } from './nightly-project.ts';
import { type MailServer, startMailServer } from './smtp.ts';

const minutes = 60_000;

/** A notebook: calls back until somebody answers, as the process behind may just be dead. */
async function notebook({ jobId, parameters }: StartedRun, project: Project): Promise<void> {
  if (jobId !== notebookJob) return;
  const { promise_id: id, token } = parameters;
  for (let tries = 0; tries < 200; tries++) {
    const url = findServer(project.root)?.url;
    const body = JSON.stringify({ id, value: { rows: 3 }, token });
    const answer = url && (await fetch(`${url}/resolve`, { method: 'POST', body }).catch(() => undefined));
    if (answer && answer.status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface Scene {
  readonly project: Project;
  readonly workspace: FakeWorkspace;
  readonly mail: MailServer;
  serve(crashAt?: string): Headrace;
}

export async function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  const mail = await startMailServer();
  const project = nightlyProject();
  const workspace = await startFakeWorkspace({
    runMs: 50,
    jobs: [
      { job_id: loaderJob, settings: settings('loader') },
      { job_id: notebookJob, settings: settings('notebook') },
    ],
    onRun: (run) => notebook(run, project),
  });
  const env = {
    ...{ DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: 'fake-token' },
    ...{ JOB_ID: notebookJob, ES_LOADER_JOB_ID: loaderJob, SMTP_URL: mail.url },
  };
  try {
    await work({
      ...{ project, workspace, mail },
      serve: (crashAt) =>
        new Headrace(project.root, ['serve', '--port', '0', '--json'], {
          ...env,
          ...(crashAt && { HEADRACE_CRASH_AT: crashAt }),
        }),
    });
  } finally {
    await workspace.close();
    await mail.close();
  }
}

/** Starts both workflows, with a server that may die meanwhile. */
export async function startBoth({ project, serve }: Scene, first: Headrace): Promise<Headrace> {
  let server = first;
  const asked = [{ id: 'pipeline' }, { id: 'night', workflow: 'nightly', input: { day: '2026-11-21' } }];
  for (const body of asked) {
    for (;;) {
      if (server.ending !== null) server = serve();
      const url = findServer(project.root)?.url;
      const answer =
        url &&
        (await fetch(`${url}/run`, { method: 'POST', body: JSON.stringify(body) }).catch(() => undefined));
      if (answer && answer.status < 300) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return server;
}

async function untilEnded({ project }: Scene, id: string, keepAlive: () => void): Promise<WorkflowStatus> {
  for (const deadline = Date.now() + minutes; ; ) {
    keepAlive();
    const reader = readWorkflows(project.root);
    const status = await reader?.get(id);
    reader?.close();
    if (status && status.state !== 'running') return status;
    if (Date.now() > deadline) throw new Error(`${id} did not end: ${JSON.stringify(status)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What must hold however often and wherever the process was killed. */
export async function expectAllWell(scene: Scene, keepAlive: () => void): Promise<void> {
  const pipeline = await untilEnded(scene, 'pipeline', keepAlive);
  const night = await untilEnded(scene, 'night', keepAlive);
  expect(pipeline).toMatchObject({ state: 'done', output: { rows: 3 } });
  expect(night).toMatchObject({ state: 'done', output: { loads: 3, failed: 0 } });
  const runs = scene.workspace.runs();
  expect(runs.map(({ jobId }) => jobId).sort()).toEqual([loaderJob, loaderJob, loaderJob, notebookJob]);
  expect(new Set(runs.map(({ parameters }) => parameters.data_source)).size).toBe(4);
  const subjects = new Map(scene.mail.mails.map(({ id, subject }) => [id, subject]));
  expect([...subjects.values()].sort()).toEqual(['nightly 2026-11-21: 3 loads', 'pipeline is done']);
}

export interface ServerKills {
  /** Servers that were killed while they ran. */
  kills: number;
  servers: number;
  /** Workflows that ended as they must. */
  workflows: number;
  /** Mails that came, and how many different ones there were. */
  mails: number;
  distinctMails: number;
}

/** Both workflows again and again, over servers that are killed at any moment, until so many were. */
export async function killServers(times: number, random: () => number): Promise<ServerKills> {
  const loop: ServerKills = { kills: 0, servers: 0, workflows: 0, mails: 0, distinctMails: 0 };
  while (loop.kills < times) {
    await withScene(async (scene) => {
      const serve = (): Headrace => {
        loop.servers += 1;
        return scene.serve();
      };
      let server = serve();
      const killer = setInterval(() => {
        if (loop.kills >= times || server.ending !== null || random() < 0.5) return;
        loop.kills += 1;
        server.signal('SIGKILL');
      }, 700);
      try {
        server = await startBoth({ ...scene, serve }, server);
        await expectAllWell(scene, () => {
          if (server.ending !== null) server = serve();
        });
        loop.workflows += 2;
        loop.mails += scene.mail.mails.length;
        loop.distinctMails += new Set(scene.mail.mails.map(({ id }) => id)).size;
      } finally {
        clearInterval(killer);
        server.signal('SIGKILL');
        await server.end();
      }
    });
  }
  return loop;
}
