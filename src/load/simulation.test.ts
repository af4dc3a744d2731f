import { describe, expect, it } from 'vitest';
import { simulate } from './testing/simulation.ts';

const schedules = Number(process.env.HEADRACE_SIMULATIONS ?? 3_000);
const first = Number(process.env.HEADRACE_SIMULATION_SEED ?? 1);

/**
 * Thousands of bad days. To see one again: HEADRACE_SIMULATION_SEED=<seed> HEADRACE_SIMULATIONS=1.
 */
describe('a load, whatever happens', () => {
  it('loses nothing, invents nothing, and never remembers more than is done', async () => {
    const seen = { lives: 0, fenced: 0, interrupted: 0, unreachable: 0, dead: 0, virtualMs: 0 };
    for (let seed = first; seed < first + schedules; seed += 1) {
      const result = await simulate(seed).catch((error: unknown) => {
        throw new Error(`Broken with seed ${seed}`, { cause: error });
      });
      for (const name of Object.keys(seen) as (keyof typeof seen)[]) seen[name] += result[name];
    }
    if (schedules < 1_000) return;
    // The troubles did happen.
    expect(seen.lives).toBeGreaterThan(schedules * 1.5);
    expect(seen.fenced).toBeGreaterThan(20);
    expect(seen.interrupted).toBeGreaterThan(20);
    expect(seen.unreachable).toBeGreaterThan(20);
    expect(seen.dead).toBeGreaterThan(schedules);
  });
});
