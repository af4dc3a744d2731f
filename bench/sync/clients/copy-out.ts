// Half of what `headrace verify` is held against: every row of a table out of Postgres, thrown away.
// Second argument: `rows` for the columns as they are, `json` for the documents that a sync makes of them.
import { copyDocuments, copyOut } from './copy-rows.ts';
import { readJob } from './job.ts';

const { from, table } = readJob();
let total = 0;
await copyOut(
  from,
  process.argv[3] === 'json' ? copyDocuments(table) : `COPY ${table} TO STDOUT`,
  (bytes) => {
    total += bytes.length;
  },
);
process.stdout.write(`${total} bytes\n`);
