import { describe, expect, it } from 'vitest';
import { readWorkflows, type WorkflowStatus } from '../../src/durable/index.ts';
import { type FakeWorkspace, type StartedRun, startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import { findServer } from '../../src/server/index.ts';
import { Headrace } from '../support/headrace.ts';
import { chooseSeed, randomFrom } from '../support/kill-loop.ts';
import type { Project } from '../support/project.ts';
import { loaderJob, nightlyProject, notebookJob, settings } from './support/nightly-project.ts';
import { type MailServer, startMailServer } from './support/smtp.ts';

const minutes = 60_000;

/** Where the process may be killed, as `kill -9` would. */
const crashPoints = [
  'job:before-start',
  'job:after-start',
  'job:after-start:3',
  'promise:before-settle',
  'promise:after-settle',
  'notice:before-send',
  'notice:after-send',
  'tables:after-run',
  'durable:before-commit:9',
  'durable:after-commit:14',
];

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

interface Scene {
  readonly project: Project;
  readonly workspace: FakeWorkspace;
  readonly mail: MailServer;
  serve(crashAt?: string): Headrace;
}

async function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
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
async function startBoth({ project, serve }: Scene, first: Headrace): Promise<Headrace> {
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
async function expectAllWell(scene: Scene, keepAlive: () => void): Promise<void> {
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

describe('a server that is killed', () => {
  it.each(crashPoints)('at %s goes on as if nothing had been', { timeout: 2 * minutes }, async (crashAt) => {
    await withScene(async (scene) => {
      const first = scene.serve(crashAt);
      let server = await startBoth(scene, first);
      const keepAlive = (): void => {
        if (server.ending !== null) server = scene.serve();
      };
      await expectAllWell(scene, keepAlive);
      expect(first.ending).toBe('SIGKILL');
      server.signal('SIGTERM');
      expect((await server.end()).ending).toBe(0);
    });
  });

  it('20 times at any moment ends every workflow all the same', { timeout: 5 * minutes }, async () => {
    const random = randomFrom(chooseSeed());
    for (let kills = 0; kills < 20; ) {
      await withScene(async (scene) => {
        let server = scene.serve();
        const killer = setInterval(() => {
          if (kills < 20 && random() < 0.5) {
            kills += 1;
            server.signal('SIGKILL');
          }
        }, 700);
        try {
          server = await startBoth(scene, server);
          const keepAlive = (): void => {
            if (server.ending !== null) server = scene.serve();
          };
          await expectAllWell(scene, keepAlive);
        } finally {
          clearInterval(killer);
          server.signal('SIGKILL');
          await server.end();
        }
      });
    }
  });
});
