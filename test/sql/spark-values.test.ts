import { describe, expect, it } from 'vitest';
import { askSpark } from '../../scripts/spark-values.ts';
import { findSparkHome } from '../../src/engine/spark/index.ts';
import { HeadraceError, isRecord } from '../../src/kernel/index.ts';
import { asCompared, onSpark } from '../../src/sql/testing/compare-engines.ts';
import { sparkExamples } from '../../src/sql/testing/spark-examples.ts';

const home = await findSparkHome(process.env).catch((error: unknown) => {
  // On CI, Spark must be there.
  if (error instanceof HeadraceError && !process.env.CI) return error;
  throw error;
});
const missing = home instanceof HeadraceError ? home.problems.map(({ hint }) => hint).join(' ') : undefined;

describe.skipIf(missing !== undefined)(`recorded values of Spark ${missing ?? ''}`, () => {
  it('are what Spark says today', { timeout: 300_000 }, async () => {
    if (home instanceof HeadraceError) throw home;
    const { values } = await askSpark(home.python, sparkExamples);
    const today = values.map((value, i) => [sparkExamples[i], isRecord(value) && asCompared(value)]);
    expect(today).toEqual(sparkExamples.map((expression) => [expression, onSpark(expression)]));
  });
});
