// Runs the statements of a plan (StatementPlan in projects.ts, as JSON) one after another: the bare
// SQL that Headrace is measured against. JavaScript on purpose: stripping types would cost each run
// about 30 ms that nobody running bare SQL has to pay.
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const { database, settings, statements } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const instance = await DuckDBInstance.create(database, settings);
const connection = await instance.connect();
for (const statement of statements) await connection.run(statement);
connection.closeSync();
instance.closeSync();
