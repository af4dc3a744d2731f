import type { Client } from 'pg';
import { identifier } from './sql.ts';
import type { Column, Shape } from './types.ts';

/** A moment in the time of the column that says when a row changed; texts of that column's type, to the microsecond. */
export interface ChangeMark {
  /** The end of now; newer rows are for the next sync. */
  readonly upTo: string;
  /** Where the next sync starts, before its overlap: earlier while old transactions may still commit. */
  readonly next: string;
}

/**
 * How far changes go right now, by the server's clock, and where the next look at them has to begin.
 *
 * - A row is stamped when its transaction runs, and seen when that commits. So the next sync goes back behind the
 *   oldest transaction that is still open, as far as this user may see them; our own never write.
 * - A `timestamp` without zone may be in UTC or in the server's own zone. Where these differ, the later one is the
 *   end, and the next sync starts with the newest row; rows of the future aside, or one wrong date would hide all
 *   changes until then.
 */
export async function readMark(client: Client, shape: Shape, updatedAt: Column): Promise<ChangeMark> {
  const column = `t.${identifier(updatedAt.name)}`;
  const local = "now() AT TIME ZONE (SELECT reset_val FROM pg_settings WHERE name = 'TimeZone')";
  const zoned = updatedAt.base === 'timestamptz';
  const [utc, here] = zoned ? ['now()', 'now()'] : ["now() AT TIME ZONE 'UTC'", local];
  const newest = `SELECT max(${column}) FROM ${shape.relation} AS t WHERE isfinite(${column})`;
  const { rows } = await client.query<{ up_to: string; next: string }>(
    `SELECT greatest(utc, here)::text AS up_to,
            (CASE WHEN utc = here THEN utc ELSE least(coalesce((${newest}), utc), greatest(utc, here)) END
             - greatest(age, interval '0'))::text AS next
       FROM (SELECT ${utc} AS utc, ${here} AS here,
                    now() - least((SELECT min(xact_start) FROM pg_stat_activity
                                    WHERE datname = current_database() AND backend_type = 'client backend'
                                      AND application_name <> 'headrace'),
                                  (SELECT min(prepared) FROM pg_prepared_xacts
                                    WHERE database = current_database())) AS age) AS s`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('Postgres gave no row where there is always one');
  return { upTo: row.up_to, next: row.next };
}

/** Where a sync from a mark really starts. */
export async function withOverlap(
  client: Client,
  updatedAt: Column,
  from: string,
  overlapMs: number,
): Promise<string> {
  const { rows } = await client.query<{ start: string }>(
    `SELECT ($1::text::${updatedAt.cast} - $2::float8 * interval '1 millisecond')::text AS start`,
    [from, overlapMs],
  );
  return rows[0]?.start ?? from;
}
