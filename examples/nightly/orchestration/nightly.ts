import { type LoadEnd, loadAll, persistent, runTables, sendEmail, workflow } from 'headrace/durable';
import { describeLoads } from '../lib/describe-loads.ts';

/** Builds the tables, loads them side by side, looks at how that went, and writes a mail about it. */
export default workflow('nightly', function* (context, input: { day: string }) {
  const { counts } = yield* context.run(runTables, { tags: ['daily'] });
  const ends = yield* loadAll(context, { batchId: input.day });
  const failed = yield* context.run(verifyLoads, ends);
  const message = { subject: subject(input.day, ends.length, failed), text: describeLoads(ends) };
  yield* context.run(sendEmail, message, persistent(context));
  return { built: counts.built ?? 0, loads: ends.length, failed: failed.length };
});

/** The names of loads that are not in their index. */
async function verifyLoads(_context: unknown, ends: readonly LoadEnd[]): Promise<readonly string[]> {
  return ends.filter(({ failure }) => failure !== undefined).map(({ load }) => load);
}

function subject(day: string, loads: number, failed: readonly string[]): string {
  return `nightly ${day}: ${failed.length === 0 ? `${loads} loads` : `${failed.join(', ')} failed`}`;
}
