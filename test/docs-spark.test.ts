import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, it } from 'vitest';
import { hasExamplesFrom, type Surroundings } from '../scripts/docs/examples.ts';
import { pages, root } from '../scripts/docs/generate.ts';
import { openDocsSpark } from '../scripts/docs/spark.ts';
import { describeWithSpark } from './spark/spark-session.ts';
import { expectShown } from './support/expect-shown.ts';

const minutes = 60_000;

/** Commands of a page start a Spark of their own each, as they do for users: a file of its own, beside the other pages. */
describeWithSpark('with Spark', () => {
  let surroundings: Surroundings;
  beforeAll(async () => {
    surroundings = await openDocsSpark();
  }, 10 * minutes);

  const documents = pages
    .map((page) => ({ page, markdown: readFileSync(join(root, page), 'utf8') }))
    .filter(({ markdown }) => hasExamplesFrom('spark', markdown));
  it.each(documents)('$page shows what its examples print', { timeout: 10 * minutes }, (document) => {
    expectShown(document.page, document.markdown, surroundings);
  });
});
