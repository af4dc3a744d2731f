import type { Clock } from '../../kernel/index.ts';
import { isTransient } from './translate-error.ts';

const attempts = 5;
const firstWaitMs = 250;

/**
 * Runs something that does no harm when it is done twice, again while what goes wrong may go away:
 * a few times within some seconds. For small requests around a load; records have their own way.
 */
export async function patiently<T>(
  clock: Clock,
  run: (attempt: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(attempt);
    } catch (error) {
      if (!isTransient(error) || attempt === attempts) throw error;
      await clock.sleep(firstWaitMs * 2 ** attempt * (0.5 + Math.random()), signal);
      signal?.throwIfAborted();
    }
  }
}
