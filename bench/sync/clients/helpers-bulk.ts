// As somebody would write it in Node: pages of rows as objects, given to the client's bulk helper.
import { Client } from '@elastic/elasticsearch';
import pg from 'pg';
import { readJob } from './job.ts';

interface Row {
  readonly hk: string;
}

const pageRows = 10_000;
const { from, to, table, index } = readJob();
const postgres = new pg.Client({ connectionString: from });
await postgres.connect();
const elasticsearch = new Client({ node: to });

async function* rows(): AsyncGenerator<Row> {
  for (let after = ''; ; ) {
    const page = await postgres.query<Row>(
      `SELECT * FROM ${table} WHERE hk > $1 ORDER BY hk LIMIT ${pageRows}`,
      [after],
    );
    yield* page.rows;
    const last = page.rows.at(-1);
    if (last === undefined || page.rows.length < pageRows) return;
    after = last.hk;
  }
}

const { failed } = await elasticsearch.helpers.bulk<Row>({
  datasource: rows(),
  onDocument: ({ hk }) => ({ index: { _index: index, _id: hk } }),
});
await postgres.end();
if (failed > 0) throw new Error(`${failed} documents failed`);
