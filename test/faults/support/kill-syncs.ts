import { setTimeout as sleep } from 'node:timers/promises';
import { startProxy } from '../../servers/proxy.ts';
import { countDocuments } from './bulk.ts';
import { standing, violations } from './oracle.ts';
import { SyncedTable, type TableOptions, windowRecords } from './synced-table.ts';

export interface SyncKills {
  kills: number;
  processes: number;
  documents: number;
  readonly violations: string[];
}

/** Every 400th row cannot be indexed: Elasticsearch has no NaN. */
export const poisonedColumns = `hk text PRIMARY KEY, n integer NOT NULL, value double precision, note text,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp()`;

export function insertPoisoned(table: SyncedTable, from: number, to: number): Promise<unknown> {
  return table.sql(
    `INSERT INTO $table (hk, n, value, note)
     SELECT md5(i::text), i, CASE WHEN i % 400 = 7 THEN 'NaN'::float8 ELSE i / 8.0 END, repeat('läuft ', i % 20)
       FROM generate_series($1::int, $2::int) AS i`,
    [from, to],
  );
}

/**
 * Syncs that are killed with -9 at random moments while the table changes between them, each gone on with by the
 * next one. What stands is looked at after every kill; after every fifth, an undisturbed sync has to make it exact.
 */
export async function killSyncs(
  times: number,
  random: () => number,
  options: Omit<TableOptions, 'columns' | 'updatedAt'>,
): Promise<SyncKills> {
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const table = await SyncedTable.create({ ...options, columns: poisonedColumns, updatedAt: 'updated_at' });
  const proxy = await startProxy(options.elasticsearch);
  const counted = countDocuments(proxy);
  const kills: SyncKills = { kills: 0, processes: 0, documents: 0, violations: [] };
  const note = (at: number, found: readonly string[]): void => {
    kills.violations.push(...found.map((text) => `after kill ${at}: ${text}`));
  };
  let rows = 3000;
  await insertPoisoned(table, 1, rows);
  try {
    for (let i = 1; i <= times; i += 1) {
      const child = table.start({ to: proxy.url, args: between(0, 2) === 0 ? ['--full'] : [] });
      if (between(0, 3) === 0) await sleep(between(200, 1500));
      else {
        await child.line('load_started').catch(() => undefined);
        await sleep(between(0, 250));
      }
      child.signal('SIGKILL');
      await child.end();
      kills.processes += 1;
      if (child.ending === 'SIGKILL') kills.kills += 1;
      else if (child.ending !== 0 && child.ending !== 3)
        note(i, [`exit ${child.ending}: ${child.stdout}${child.stderr}`]);
      note(i, await standing(table));
      if (i % 5 === 0 || i === times) {
        const before = counted.documents;
        const ended = await table.sync({ to: proxy.url });
        kills.processes += 1;
        if (ended.code !== 3 && ended.code !== 0) note(i, [`exit ${ended.code}: ${ended.problems}`]);
        // What is read anew is what was in flight, and what changes are looked at twice for.
        const sent = counted.documents - before;
        if (sent > rows + windowRecords) note(i, [`${sent} documents were sent for ${rows} rows`]);
        // An interrupted pass ends with what it began; what has changed meanwhile comes with the next.
        await table.sync({ to: proxy.url });
        note(i, await violations(table));
      }
      await table.sql(
        `UPDATE $table SET note = 'changed ' || n, updated_at = clock_timestamp() WHERE n % 97 = $1`,
        [between(0, 96)],
      );
      const more = between(1, 40);
      await insertPoisoned(table, rows + 1, rows + more);
      rows += more;
    }
  } finally {
    await proxy.stop();
  }
  kills.documents = counted.documents;
  return kills;
}
