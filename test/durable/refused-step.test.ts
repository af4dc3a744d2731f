import { expect, it } from 'vitest';
import { Project, tables } from '../support/project.ts';

const workflow = `
import { runTables, workflow } from 'headrace/durable';

export default workflow('night', function* (context, tag: string) {
  return yield* context.run(runTables, { tags: [tag] });
});
`;

/** A table that is built, and one that needs what was never built. */
const made = tables({
  one: { layer: 'silver', tags: ['good'], sql: 'SELECT 1 AS id' },
  two: { layer: 'gold', tags: ['lonely'], sql: 'SELECT id FROM one' },
  three: { layer: 'gold', tags: ['broken'], sql: "SELECT CAST('x' AS INT) AS id" },
});

it.each([
  ['an unknown tag', 'bad', /HR-PLAN-002/],
  ['an input that was never built', 'lonely', /"one", which has never been built/],
  ['a table that fails', 'broken', /Run \S+ of the tables failed/],
])('%s ends a workflow at once, without options of the step', { timeout: 30_000 }, async (_, tag, why) => {
  const project = new Project({ ...made, 'orchestration/night.ts': workflow });
  const args = ['workflow', 'start', 'night', '--id', 'n', '--input', JSON.stringify(tag), '--json'];
  const { ending, stdout, stderr } = await project.start(args).end();
  expect(ending, stderr).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ state: 'failed', failure: { name: 'StepRefused', message: expect.stringMatching(why) } },
  });
});
