/** What examples with jobs need around them, in a process of its own: a workspace with two jobs, and a mail server. */
import { type StartedRun, startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import { startMailServer } from '../../test/durable/support/smtp.ts';

/** The notebook that an example calls back for, and the one that fails until it is repaired. */
const [report, importing] = ['123', '456'];

const task = { task_key: 'notebook', notebook_task: { notebook_path: '/Shared/notebook' } };

async function onRun({ jobId, attempt, parameters }: StartedRun): Promise<void> {
  if (jobId === report) return new Promise(() => {});
  if (attempt === 1) throw new Error('orders/2026-11-21.csv is not there yet');
  const { url, promise_id: id, token } = parameters;
  await fetch(`${url}/resolve`, { method: 'POST', body: JSON.stringify({ id, token, value: { rows: 3 } }) });
}

const workspace = await startFakeWorkspace({
  jobs: [
    { job_id: report, settings: { name: 'report', max_concurrent_runs: 10, tasks: [task] } },
    { job_id: importing, settings: { name: 'import', max_concurrent_runs: 10, tasks: [task] } },
  ],
  onRun,
});
const mail = await startMailServer();
process.stdout.write(`${JSON.stringify({ host: workspace.host, mail: mail.url })}\n`);
