import { type Context, Exponential } from '@resonatehq/sdk';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { StepRefused } from './refused.ts';

/**
 * Options of a step that talks to somebody else's system: what may pass is tried again, after 2 s, 4 s, … at most a
 * minute, for up to a day; what is refused for good ends it.
 */
export function persistent(context: Context): ReturnType<Context['options']> {
  return context.options({
    retryPolicy: new Exponential({
      delay: 1000,
      factor: 2,
      maxDelay: 60_000,
      maxRetries: Number.MAX_SAFE_INTEGER,
    }),
    nonRetryableErrors: [StepRefused],
  });
}

/** What passes: a system out of reach, or something that another command holds. */
const passing: ReadonlySet<number> = new Set([exitCode.unreachable, exitCode.locked]);

/** Runs what talks to another system, and tells what may pass from what is refused for good. */
export async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HeadraceError) || passing.has(error.exitCode)) throw error;
    throw new StepRefused(error.message, { cause: error });
  }
}
