import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { killServers, type ServerKills } from '../durable/support/killed-server.ts';
import { chooseSeed, randomFrom } from '../support/kill-loop.ts';

const result = fileURLToPath(new URL('../../bench/results/workflow-crash-soak.md', import.meta.url));
const seed = chooseSeed();

it('headrace serve, killed 200 times while workflows run', async () => {
  const loop = await killServers(200, randomFrom(seed));
  keep(loop);
  expect(loop.kills).toBe(200);
});

function keep({ kills, servers, workflows, mails, distinctMails }: ServerKills): void {
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model.trim() || process.arch}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  mkdirSync(dirname(result), { recursive: true });
  writeFileSync(
    result,
    `# Workflows, killed again and again

Written by \`npm run soak\`: \`headrace serve\` with two workflows, ended by \`kill -9\` at random moments and started
again: one runs a job whose notebook calls back, one builds tables, runs a loader job for three data sets side by side,
verifies them and writes a mail. Each pair has to end well, with exactly one run of each job and each mail; a mail that
came twice, as the kill fell between the mail server's answer and its being noted, has the same Message-ID both times.

| servers | kills | workflows that ended well | mails | different ones |
| --- | --- | --- | --- | --- |
| ${servers} | ${kills} | ${workflows} | ${mails} | ${distinctMails} |

Seed ${seed}. Node.js ${process.version}, ${process.platform}, ${machine}.
`,
  );
}
