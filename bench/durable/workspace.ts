// A fake workspace in a process of its own, so that what is measured is not what it costs: tells its address.
import { startFakeWorkspace } from '../../src/fake-workspace/index.ts';
import { job, latencyMs } from './scenario.ts';

// More runs than that wait in the job's queue, which is under way as well.
const settings = {
  name: 'notebook',
  max_concurrent_runs: 1000,
  tasks: [{ task_key: 'one', notebook_task: { notebook_path: '/Shared/one' } }],
};
// Nothing ends by itself while it is measured.
const day = 86_400_000;
const { host } = await startFakeWorkspace({ latencyMs, runMs: day, jobs: [{ job_id: job, settings }] });
process.send?.(host);
process.on('disconnect', () => process.exit());
