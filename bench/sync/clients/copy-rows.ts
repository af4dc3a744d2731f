import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

export const fieldEnd = 0x01;
export const lineEnd = 0x0a;

/**
 * `COPY` of a key and a document a line, both as JSON. Control characters never stand in JSON, so
 * as separators they leave nothing to escape: a line's bytes are the document's.
 */
export function copyDocuments(table: string): string {
  return `COPY (SELECT to_json(t.hk)::text, row_to_json(t)::text FROM ${table} AS t)
    TO STDOUT (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02', ENCODING 'UTF8')`;
}

/** Runs a `COPY … TO STDOUT` and hands over its bytes, as they come. */
export async function copyOut(
  from: string,
  statement: string,
  take: (bytes: Buffer) => void | Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: from });
  await client.connect();
  const sink = new Writable({
    write(bytes: Buffer, _encoding, done) {
      const taken = take(bytes);
      if (taken === undefined) done();
      else taken.then(() => done(), done);
    },
  });
  await pipeline(client.query(copyTo(statement)), sink);
  await client.end();
}
