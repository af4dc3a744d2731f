import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factor, type Tree } from './factor.ts';

/** What bundles do with the part of a target: mappings by key, lists of tasks by theirs, other lists appended. */
function merge(common: Tree | undefined, own: Tree | undefined): Tree | undefined {
  if (own === undefined) return common;
  if (common === undefined) return own;
  if (Array.isArray(common) && Array.isArray(own)) {
    const keyed = (tree: Tree): string | undefined => Object(tree).task_key;
    if (![...common, ...own].every(keyed)) return [...common, ...own];
    return common.map(
      (item) =>
        merge(
          item,
          own.find((other) => keyed(other) === keyed(item)),
        ) ?? item,
    );
  }
  if (typeof common === 'object' && typeof own === 'object') {
    const keys = new Set([...Object.keys(common), ...Object.keys(own)]);
    return Object.fromEntries([...keys].map((key) => [key, merge(Object(common)[key], Object(own)[key])]));
  }
  return own;
}

const { tree } = fc.letrec<{ tree: Tree; mapping: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', 'b', 1, true),
    fc.array(fc.constantFrom('x', 'y'), { minLength: 1, maxLength: 2 }),
    tie('mapping'),
    fc
      .array(
        fc.record(
          { task_key: fc.constantFrom('one', 'two'), value: tie('tree') },
          { requiredKeys: ['task_key'] },
        ),
        { minLength: 1, maxLength: 2 },
      )
      .map((list) =>
        list.filter((item, index) => list.findIndex((o) => o.task_key === item.task_key) === index),
      ),
  ),
  mapping: fc.dictionary(fc.constantFrom('p', 'q', 'r'), tie('tree'), { minKeys: 1 }),
}));

describe('what targets share', () => {
  it('gives every target its own tree again when its part is laid over it', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ root: tree }), { minLength: 1, maxLength: 3 }), (trees) => {
        const { common, own } = factor(trees);
        expect(trees.map((_, index) => merge(common, own[index]))).toEqual(trees);
      }),
      { numRuns: 2000 },
    );
  });

  it('is everything when nothing differs', () => {
    expect(factor([{ a: [1] }, { a: [1] }])).toEqual({ common: { a: [1] }, own: [undefined, undefined] });
  });

  it('holds no list that differs, because bundles would append to it', () => {
    const { common, own } = factor([
      { to: ['a'], x: 1 },
      { to: ['b'], x: 1 },
    ]);
    expect(common).toEqual({ x: 1 });
    expect(own).toEqual([{ to: ['a'] }, { to: ['b'] }]);
  });

  it('holds a schedule only when it is the same everywhere: the schema wants all of one', () => {
    const schedule = (cron: string): Tree => ({ schedule: { cron, timezone: 'UTC' } });
    expect(factor([schedule('a'), schedule('b')])).toEqual({
      common: undefined,
      own: [schedule('a'), schedule('b')],
    });
  });

  it('holds a task of which only a detail differs', () => {
    const task = (retries: number): Tree => ({ tasks: [{ task_key: 'run', retries, file: 'f' }] });
    expect(factor([task(1), task(2)])).toEqual({
      common: { tasks: [{ task_key: 'run', file: 'f' }] },
      own: [{ tasks: [{ task_key: 'run', retries: 1 }] }, { tasks: [{ task_key: 'run', retries: 2 }] }],
    });
  });
});
