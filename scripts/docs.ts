/**
 * Brings the documentation up to date: its generated parts, and the output below its examples.
 * `node scripts/docs.ts` does all pages, `node scripts/docs.ts docs/running.md` one of them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDemo, shownDemo, withDemo } from './docs/demo.ts';
import { executeExamples, sameOutput, Workspace, withOutputs } from './docs/examples.ts';
import { pages, regenerated, root } from './docs/generate.ts';

const chosen = process.argv.slice(2);
for (const page of chosen.length > 0 ? chosen : pages) {
  const file = join(root, page);
  const before = readFileSync(file, 'utf8');
  const text = regenerated(page, before);
  const workspace = new Workspace();
  try {
    const after = await withDemoOf(withOutputs(text, executeExamples(text, workspace)));
    if (after !== before) writeFileSync(file, after);
    process.stdout.write(`${page}: ${after === before ? 'as it was' : 'brought up to date'}\n`);
  } finally {
    workspace.remove();
  }
}

async function withDemoOf(markdown: string): Promise<string> {
  const shown = shownDemo(markdown);
  if (shown === undefined) return markdown;
  const output = await runDemo();
  return sameOutput(shown, output) ? markdown : withDemo(markdown, output);
}
