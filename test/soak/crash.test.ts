import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { chooseSeed, type KillLoop, killBatchRuns, killStreamingRuns } from '../support/kill-loop.ts';

const result = fileURLToPath(new URL('../../bench/results/crash-soak.md', import.meta.url));
const seed = chooseSeed();
const loops = new Map<string, KillLoop>();

it('batch runs, killed 100 times', async () => {
  const loop = await killBatchRuns(100, seed);
  loops.set('batch', loop);
  expect(loop.violations).toEqual([]);
});

it('a streaming run, killed 100 times while files arrive', async () => {
  const loop = await killStreamingRuns(100, seed);
  loops.set('streaming', loop);
  expect(loop.violations).toEqual([]);
});

afterAll(() => {
  const lines = [...loops].map(
    ([mode, { kills, processes, rows, violations }]) =>
      `| ${mode} | ${processes} | ${kills} | ${rows} | ${violations.length} |`,
  );
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model.trim() || process.arch}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  mkdirSync(dirname(result), { recursive: true });
  writeFileSync(
    result,
    `# Killed again and again

Written by \`npm run soak\`: runs over files → bronze → silver (a stream) → gold, ended by \`kill -9\` at
random moments. After every kill the tables that stand are checked, after every tenth two undisturbed runs
have to bring everything up to date: each row that landed exactly once in bronze and silver, gold as
computed anew, no file left that nobody needs, no run left open. A kill counts when the process still ran.

| mode | processes | kills | rows | violations |
| --- | --- | --- | --- | --- |
${lines.join('\n')}

Seed ${seed}. Node.js ${process.version}, ${process.platform}, ${machine}.
`,
  );
});
