import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readMarker } from '../../scripts/docs/examples.ts';
import { root } from '../../scripts/docs/generate.ts';
import { readBlocks } from '../../scripts/docs/markdown.ts';
import { headrace, temporaryFolder } from '../cli/run-cli.ts';

it('is what the examples of the page give: the chart in docs/connectors.md', async () => {
  const blocks = readBlocks(readFileSync(join(root, 'docs/connectors.md'), 'utf8'));
  const files = blocks.flatMap((block) => {
    const marker = readMarker(block);
    return marker?.kind === 'file' && marker.folder === 'plant' ? [[marker.path, block.text]] : [];
  });
  const folder = temporaryFolder(Object.fromEntries(files));
  headrace(folder, 'connectors', 'discover', '--tables', 'osipi.csv', '--connector-name', 'osipi');
  const { code, err } = headrace(folder, 'connectors', 'plan', '--auto', '--gantt-svg', 'osipi.svg');
  expect(err).toBe('');
  expect(code).toBe(0);
  // `npx vitest run test/connectors/docs-chart.test.ts --update=all` brings it up to date.
  const chart = readFileSync(join(folder, 'osipi.svg'), 'utf8');
  await expect(chart).toMatchFileSnapshot('../../docs/images/osipi-plan.svg');
});
