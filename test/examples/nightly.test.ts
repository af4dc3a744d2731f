import { describe, expect, it, onTestFinished } from 'vitest';
import { startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import { loaderJob, nightlyProject, settings } from '../durable/support/nightly-project.ts';
import { startMailServer } from '../durable/support/smtp.ts';

/** The example with a workspace and a mail server around it. */
async function night(failing: readonly string[] = []) {
  const workspace = await startFakeWorkspace({
    runMs: 50,
    jobs: [{ job_id: loaderJob, settings: settings('loader') }],
    failRun: ({ parameters }) =>
      failing.includes(parameters.data_source ?? '') ? 'index is read-only' : undefined,
  });
  const mail = await startMailServer();
  onTestFinished(async () => {
    await workspace.close();
    await mail.close();
  });
  const project = nightlyProject();
  const env = {
    ...{ DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: 'fake-token' },
    ...{ ES_LOADER_JOB_ID: loaderJob, SMTP_URL: mail.url },
  };
  const input = JSON.stringify({ day: '2026-11-21' });
  const start = () =>
    project.start(['workflow', 'start', 'nightly', '--id', 'night', '--input', input, '--json'], env).end();
  return { project, workspace, mail, start };
}

describe('the example of a night', () => {
  it('builds tables, loads them side by side, verifies, and writes one mail', async () => {
    const { project, workspace, mail, start } = await night();
    const first = await start();
    expect(first.ending, first.stderr).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      ...{ id: 'night', workflow: 'nightly', state: 'done' },
      output: { built: 5, loads: 3, failed: 0 },
    });
    expect(await project.query('from customers order by customer limit 1')).toEqual([
      { customer: 'ada', orders: 2, spent: 128.9 },
    ]);
    const runs = workspace.runs();
    expect(runs.map(({ parameters }) => parameters.data_source).sort()).toEqual([
      ...['countries', 'customers', 'products'],
    ]);
    expect(new Set(runs.map(({ parameters }) => parameters.batch_id))).toEqual(new Set(['2026-11-21']));
    expect(mail.mails).toMatchObject([{ to: ['shop@example.org'], subject: 'nightly 2026-11-21: 3 loads' }]);

    // The same id is the same run: nothing is done again.
    expect((await start()).stdout).toBe(first.stdout);
    expect([workspace.runs().length, mail.mails.length]).toEqual([3, 1]);
  });

  it('lets the other loads go on when one fails, and names it', async () => {
    const { mail, start } = await night(['products']);
    const { ending, stdout, stderr } = await start();
    expect(ending, stderr).toBe(0);
    expect(JSON.parse(stdout).output).toEqual({ built: 5, loads: 3, failed: 1 });
    expect(mail.mails.map(({ subject }) => subject)).toEqual(['nightly 2026-11-21: products failed']);
  });
});
