import { afterAll, beforeAll, expect, it } from 'vitest';
import { askSpark } from '../../scripts/spark-values.ts';
import type { SparkServer } from '../../src/engine/spark/index.ts';
import { asCompared, onSpark } from '../../src/sql/testing/compare-engines.ts';
import { sparkExamples } from '../../src/sql/testing/spark-examples.ts';
import { describeWithSpark, sharedSpark } from '../spark/spark-session.ts';

describeWithSpark('recorded values of Spark', () => {
  let server: SparkServer;
  beforeAll(async () => {
    server = await sharedSpark();
  }, 600_000);
  afterAll(() => server?.close(), 60_000);

  it('are what Spark says today', { timeout: 300_000 }, async () => {
    const { values } = await askSpark(await server.connect(), sparkExamples);
    const today = values.map((value, i) => [sparkExamples[i], asCompared(value)]);
    expect(today).toEqual(sparkExamples.map((expression) => [expression, onSpark(expression)]));
  });
});
