import fc from 'fast-check';

/** Costs with many equal ones, none at all, large ones, and a few that outweigh the rest. */
const cost = fc.oneof(fc.nat(9), fc.nat(100), fc.nat(5_000_000), fc.constantFrom(0, 1, 1_000, 3_600_000));

/** Some items, pipelines, and perhaps a limit of items that leaves room for all. */
export function instances(size: { readonly items: number; readonly pipelines: number }) {
  return fc
    .record({
      costs: fc.array(cost, { maxLength: size.items }),
      pipelines: fc.integer({ min: 1, max: size.pipelines }),
      spare: fc.option(fc.nat(2), { nil: undefined }),
    })
    .map(({ costs, pipelines, spare }) => ({
      costs,
      pipelines,
      limits:
        spare === undefined ? {} : { maxItems: Math.max(1, Math.ceil(costs.length / pipelines) + spare) },
    }));
}
