import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { RunRecord } from '../../src/run/index.ts';
import { Headrace } from './headrace.ts';

/** Path relative to the project -> content. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A whole number that JSON.parse would round. */
const hugeNumber = /(?<=[:[,])-?\d{16,}(?=[\]},])/g;

export type Row = Readonly<Record<string, unknown>>;

/** A project in a temporary folder of its own, worked on through the command line as a user would. */
export class Project {
  readonly root: string;

  constructor(files: Files, name = 'headrace project ') {
    // The space is on purpose: paths must never be taken apart at one.
    this.root = realpathSync(mkdtempSync(join(tmpdir(), name)));
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true, maxRetries: 3 }));
    this.write(files);
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  write(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(this.path(path)), { recursive: true });
      writeFileSync(this.path(path), content);
    }
  }

  remove(path: string): void {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  start(args: readonly string[], env?: Readonly<Record<string, string>>): Headrace {
    return new Headrace(this.root, args, env);
  }

  /** `headrace run --json …`, to its end. */
  run(...args: string[]): Promise<Headrace> {
    return this.start(['run', '--json', ...args]).end();
  }

  /** The same, which must succeed. */
  async built(...args: string[]): Promise<Headrace> {
    const ended = await this.run(...args);
    if (ended.ending !== 0) throw new Error(`exit ${ended.ending}\n${ended.stdout}${ended.stderr}`);
    return ended;
  }

  /** The rows of a query, read by `headrace query --format json`; huge whole numbers as texts. */
  async query(sql: string): Promise<Row[]> {
    const ended = await this.start(['query', sql, '--format', 'json']).end();
    if (ended.ending !== 0) throw new Error(`exit ${ended.ending}\n${ended.stdout}${ended.stderr}`);
    return ended.stdout
      .split('\n')
      .filter(Boolean)
      .map((line): Row => JSON.parse(line.replace(hugeNumber, '"$&"')));
  }

  /** The values of the one column of a query. */
  async values(sql: string): Promise<unknown[]> {
    return (await this.query(sql)).map((row) => Object.values(row)[0]);
  }

  /** `headrace runs --json`, newest first. */
  async history(): Promise<RunRecord[]> {
    const { stdout } = await this.start(['runs', '--json']).end();
    return JSON.parse(stdout);
  }

  /** Data files below the warehouse, and those of them that the published versions name. */
  dataFiles(): { onDisk: string[]; named: string[]; current: string[] } {
    const folder = this.path('.headrace', 'warehouse');
    const onDisk = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    const db = new DatabaseSync(this.path('.headrace', 'state.db'), { readOnly: true });
    try {
      const paths = (sql: string): string[] =>
        db
          .prepare(sql)
          .all()
          .map((row) => String(row.path));
      return {
        onDisk: onDisk.sort(),
        named: paths('SELECT path FROM files ORDER BY path'),
        current: paths('SELECT path FROM files WHERE removed IS NULL ORDER BY path'),
      };
    } finally {
      db.close();
    }
  }
}

export type TableSpec = Readonly<Record<string, unknown>> & {
  readonly layer?: 'bronze' | 'silver' | 'gold';
  /** The SELECT; without one the source is taken as it is. */
  readonly sql?: string;
};

/** A project's files from its tables: `{name: {layer, sql, …keys of the configuration}}`. */
export function tables(specs: Readonly<Record<string, TableSpec>>, config: object = {}): Files {
  const list = Object.entries(specs).map(([name, { sql: _, layer = 'silver', ...keys }]) => ({
    name,
    layer,
    ...keys,
  }));
  const sqls = Object.entries(specs).flatMap(([name, { sql, layer = 'silver' }]) =>
    sql === undefined ? [] : [[`transformations/${layer}/${name}.sql`, sql] as const],
  );
  return { 'config.yml': stringify({ ...config, tables: list }), ...Object.fromEntries(sqls) };
}
