import { exitCode, HeadraceError, systemClock } from '../kernel/index.ts';
import { Control } from './control.ts';
import { Load, type LoadJob } from './load.ts';
import { defaultLoadOptions } from './options.ts';
import { interrupted } from './problems.ts';
import type { LoadReport } from './report.ts';
import { within } from './within.ts';

/**
 * Takes every record of a source into a target, or into a dead letter, and can be ended at any moment:
 * the next run of the same load goes on behind what was surely done.
 *
 * @throws HeadraceError when the load ended before its end: interrupted (130), another loader took over
 * (4), a side out of reach (5), a record refused where none may be (1); and whatever source, target,
 * session or dead letters throw. The load is resumable after any of them.
 */
export async function runLoad(job: LoadJob): Promise<LoadReport> {
  const { session, signal, clock = systemClock, options = {} } = job;
  const { graceMs = defaultLoadOptions.graceMs } = options;
  const control = new Control();
  const interruption = new Error('interrupted');
  const interrupt = (): void => control.fail(interruption);
  signal?.addEventListener('abort', interrupt);
  if (signal?.aborted) interrupt();
  let load: Load | undefined;
  try {
    load = await Promise.race([Load.prepare(job, control), control.failed]);
    await Promise.race([load.work(), control.failed]);
    return load.report();
  } catch (error) {
    control.fail(error);
    await load?.windDown();
    if (error !== interruption) throw error;
    const records = load?.records ?? session.previous?.counts.read ?? 0;
    throw new HeadraceError(interrupted({ records }), { exitCode: exitCode.interrupted });
  } finally {
    signal?.removeEventListener('abort', interrupt);
    control.cut();
    // What was sent and not answered may still arrive; until it has, nobody else may begin.
    if (!control.fenced && !load?.unanswered) await within(clock, graceMs, session.release());
  }
}
