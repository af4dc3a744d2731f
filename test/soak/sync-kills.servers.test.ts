import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { killSyncs, type SyncKills } from '../faults/support/kill-syncs.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { chooseSeed, randomFrom } from '../support/kill-loop.ts';

const result = fileURLToPath(new URL('../../bench/results/sync-crash-soak.md', import.meta.url));
const seed = chooseSeed();

describeWithServers('a sync that is killed', ['elasticsearch', 'postgres'], (servers) => {
  it('100 times, while its table changes', async () => {
    const postgres = await servers.postgres.freshDatabase();
    const { url: elasticsearch, freshPrefix } = servers.elasticsearch;
    const loop = await killSyncs(100, randomFrom(seed), { elasticsearch, postgres, prefix: freshPrefix() });
    keep(loop);
    expect(loop.violations).toEqual([]);
  });
});

function keep({ processes, kills, documents, violations }: SyncKills): void {
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model.trim() || process.arch}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  mkdirSync(dirname(result), { recursive: true });
  writeFileSync(
    result,
    `# A sync, killed again and again

Written by \`npm run soak\`: syncs from a real Postgres into a real Elasticsearch, ended by \`kill -9\` at random
moments, while rows are added and changed between them; one row in 400 cannot be indexed. After every kill the saved
watermark must not have passed a record that is in neither place. After every fifth, an undisturbed sync has to make
it exact: index and dead letters together are the table, no record in both, none invented, all as Postgres has them,
and the password nowhere. A kill counts when the process still ran.

| processes | kills | documents sent | violations |
| --- | --- | --- | --- |
| ${processes} | ${kills} | ${documents} | ${violations.length} |

Seed ${seed}. Node.js ${process.version}, ${process.platform}, ${machine}.
`,
  );
}
