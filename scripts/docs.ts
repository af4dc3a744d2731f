/**
 * Brings the documentation up to date: its generated parts, and the output below its examples.
 * `node scripts/docs.ts` does all pages, `node scripts/docs.ts docs/running.md` one of them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDemo, shownDemo, withDemo } from './docs/demo.ts';
import {
  executeExamples,
  hasExamplesFrom,
  type Surroundings,
  sameOutput,
  Workspace,
  withOutputs,
} from './docs/examples.ts';
import { pages, regenerated, root } from './docs/generate.ts';
import { openDocsJobs } from './docs/jobs.ts';
import { type DocsServers, openDocsServers } from './docs/servers.ts';
import { openDocsSpark } from './docs/spark.ts';
import { openDocsWorkspace } from './docs/workspace.ts';

const chosen = process.argv.slice(2);
let servers: DocsServers | undefined;
try {
  for (const page of chosen.length > 0 ? chosen : pages) {
    const file = join(root, page);
    const before = readFileSync(file, 'utf8');
    let after = withExamples(regenerated(page, before));
    if (hasExamplesFrom('servers', after)) {
      servers ??= await openDocsServers();
      after = withExamples(after, await servers.fresh());
    }
    if (hasExamplesFrom('workspace', after)) {
      const workspace = await openDocsWorkspace();
      try {
        after = withExamples(after, workspace.surroundings);
      } finally {
        await workspace.close();
      }
    }
    if (hasExamplesFrom('jobs', after)) {
      const jobs = await openDocsJobs();
      try {
        after = withExamples(after, jobs.surroundings);
      } finally {
        await jobs.close();
      }
    }
    if (hasExamplesFrom('spark', after)) after = withExamples(after, await openDocsSpark());
    after = await withDemoOf(after);
    if (after !== before) writeFileSync(file, after);
    process.stdout.write(`${page}: ${after === before ? 'as it was' : 'brought up to date'}\n`);
  }
} finally {
  await servers?.close();
}

function withExamples(markdown: string, surroundings?: Surroundings): string {
  const workspace = new Workspace(surroundings);
  try {
    return withOutputs(markdown, executeExamples(markdown, workspace));
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
