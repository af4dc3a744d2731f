import { Project, tables } from '../../support/project.ts';

/** The job that loads, as the fake workspace has it: 64-bit, as real ones may be. */
export const loaderJob = '9007199254740993001';
/** The job that a notebook belongs to. */
export const notebookJob = '9007199254740993002';

/** A job's settings, as `jobs/create` takes them. */
export const settings = (name: string) => ({
  name,
  max_concurrent_runs: 10,
  tasks: [{ task_key: 'one', notebook_task: { notebook_path: '/Shared/one' } }],
});

const nightly = `
import { loadAll, persistent, runTables, sendEmail, workflow } from 'headrace/durable';

/** Tables, then all loads side by side, a look at how they ended, and a mail. */
export default workflow('nightly', function* (context, input: { day: string }) {
  const { counts } = yield* context.run(runTables, { tags: ['daily'] });
  const ends = yield* loadAll(context, { job: '${loaderJob}', batchId: input.day });
  const failed = yield* context.run(verifyLoads, ends);
  yield* context.run(sendEmail, { subject: 'nightly ' + input.day, text: String(failed) }, persistent(context));
  return { built: counts.built ?? 0, loads: ends.length, failed };
});

async function verifyLoads(_context: unknown, ends: readonly { failure?: unknown }[]) {
  return ends.filter((end) => end.failure !== undefined).length;
}
`;

/** A project whose workflow runs tables, loads, and tells people by a mail server. */
export function nightlyProject(mailServer: string): Project {
  const made = tables({ one: { layer: 'gold', tags: ['daily'], sql: 'SELECT 1 AS id' } });
  const loads = ['a', 'b', 'c'].map(
    (name) => `  ${name}: {source_table: main.shop.${name}, data_source: ${name}, es_nodes: "search:9200"}`,
  );
  const more = `notify:
  email: {server: "${mailServer}", from: jobs@example.org, to: me@example.org}
loads:
${loads.join('\n')}
`;
  return new Project({
    ...made,
    'config.yml': `${made['config.yml']}\n${more}`,
    'orchestration/nightly.ts': nightly,
  });
}
