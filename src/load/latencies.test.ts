import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Latencies } from './latencies.ts';

it('knows quantiles within nine per cent', () => {
  const times = fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(times, fc.constantFrom(0.5, 0.99), (all, part) => {
      const latencies = new Latencies();
      for (const ms of all) latencies.add(ms);
      const exact = all.toSorted((a, b) => a - b)[Math.ceil(all.length * part) - 1] ?? 0;
      const found = latencies.quantile(part);
      expect(found).toBeGreaterThanOrEqual(Math.floor(exact));
      expect(found).toBeLessThanOrEqual((exact + 1) * 1.1);
    }),
  );
});

it('is nothing where there were none', () => {
  expect(new Latencies().quantile(0.5)).toBe(0);
});
