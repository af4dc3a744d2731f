import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BenchTable, Names } from './workload.ts';

/** What every project is rendered from. */
export interface ProjectInput {
  readonly tables: readonly BenchTable[];
  /** The folder of the CSV files; absolute. */
  readonly data: string;
  /** DuckDB's `memory_limit`, where the run has one. */
  readonly memoryLimit?: string;
}

/** Bare SQL as `run-statements.mjs` runs it. */
export interface StatementPlan {
  readonly database: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly statements: readonly string[];
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** Names for tools that run a SELECT as it is: bare tables, and DuckDB's own CSV reader. */
function plainNames(data: string, table: Names['table'] = (name) => name): Names {
  return { table, file: (name) => `read_csv('${join(data, name)}', header=true, all_varchar=true)` };
}

/** Headrace: `config.yml` and one SQL file per table. The data is linked into the project. */
export function writeHeadraceProject(root: string, { tables, data, memoryLimit }: ProjectInput): void {
  emptyFolder(root);
  const config = tables.flatMap(({ name, layer, file }) => [
    `  - name: ${name}`,
    `    layer: ${layer}`,
    ...(file ? [`    source: {type: csv, path: data/${file}, options: {duckdb: {all_varchar: true}}}`] : []),
  ]);
  const storage = memoryLimit ? [`storage: {memory_limit: ${memoryLimit}}`] : [];
  write(join(root, 'config.yml'), [...storage, 'tables:', ...config, ''].join('\n'));
  const names: Names = { table: (name) => name, file: () => 'source' };
  for (const { name, layer, file, sql } of tables) {
    write(join(root, 'transformations', layer, `${name}.sql`), `${sql(names).trim()}\n`);
    if (!file) continue;
    mkdirSync(join(root, 'data'), { recursive: true });
    linkSync(join(data, file), join(root, 'data', file));
  }
}

/** dbt: every model a table in `bench.duckdb`; as many threads as cores. */
export function writeDbtProject(root: string, { tables, data }: ProjectInput, threads: number): void {
  emptyFolder(root);
  write(
    join(root, 'dbt_project.yml'),
    `name: bench
version: '1.0.0'
profile: bench
model-paths: [models]
flags: {send_anonymous_usage_stats: false}
models: {bench: {+materialized: table}}
`,
  );
  write(
    join(root, 'profiles.yml'),
    `bench:
  target: dev
  outputs:
    dev: {type: duckdb, path: '${join(root, 'bench.duckdb')}', threads: ${threads}}
`,
  );
  const names = plainNames(data, (name) => `{{ ref('${name}') }}`);
  for (const { name, layer, sql } of tables) {
    write(join(root, 'models', layer, `${name}.sql`), `${sql(names).trim()}\n`);
  }
}

/** SQLMesh: every model of kind FULL in `bench.duckdb`. */
export function writeSqlmeshProject(root: string, { tables, data }: ProjectInput): void {
  emptyFolder(root);
  write(
    join(root, 'config.yaml'),
    `disable_anonymized_analytics: true
gateways:
  local:
    connection: {type: duckdb, database: '${join(root, 'bench.duckdb')}'}
default_gateway: local
model_defaults: {dialect: duckdb, start: 2025-01-01, cron: '@daily'}
`,
  );
  const names = plainNames(data, (name) => `main.${name}`);
  for (const { name, sql } of tables) {
    write(
      join(root, 'models', `${name}.sql`),
      `MODEL (name main.${name}, kind FULL);\n\n${sql(names).trim()}\n`,
    );
  }
}

/** The same SQL by itself, into tables of a DuckDB file. */
export function bareIntoFile(database: string, { tables, data }: ProjectInput): StatementPlan {
  const names = plainNames(data);
  return {
    database,
    settings: {},
    statements: tables.map(({ name, sql }) => `CREATE TABLE ${name} AS ${sql(names)}`),
  };
}

/** The same SQL by itself in Headrace's layout: a Parquet file per table, read by later ones through views. */
export function bareIntoParquet(folder: string, { tables, data, memoryLimit }: ProjectInput): StatementPlan {
  const names = plainNames(data);
  const settings: Record<string, string> = { temp_directory: join(folder, 'tmp') };
  if (memoryLimit) settings.memory_limit = memoryLimit;
  return {
    database: ':memory:',
    settings,
    statements: tables.flatMap(({ name, sql }) => {
      const file = join(folder, `${name}.parquet`);
      return [
        `COPY (${sql(names)}) TO '${file}' (FORMAT parquet)`,
        `CREATE VIEW ${name} AS SELECT * FROM read_parquet('${file}')`,
      ];
    }),
  };
}
