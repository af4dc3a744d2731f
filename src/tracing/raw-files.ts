import { identifier, literal, readDuckDBError, rows } from '../duckdb/index.ts';
import { type FileNow, type SourceNow, sourceNow } from '../engine/duckdb/index.ts';
import { HeadraceError } from '../kernel/index.ts';
import type { CompiledTable } from '../plan/index.ts';
import type { Desk, Row } from './desk.ts';
import { published } from './published.ts';
import type { Tree } from './syntax/tree.ts';
import type { FoundIn } from './types.ts';

/** Rows with a key in the raw files of a table. */
export interface FoundRows {
  readonly rows: number;
  readonly sample: readonly Row[];
  readonly foundIn: readonly FoundIn[];
  /** The files that hold it. */
  readonly files: readonly FileNow[];
  /** How many files there are. */
  readonly looked: number;
}

const shownFiles = 3;
const fileColumn = 'headrace_file';

/** The raw files of tables, as they are now. */
export class RawFiles {
  readonly #desk: Desk;
  readonly #known = new Map<string, Promise<SourceNow | string>>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Column names of a table's source; undefined where it cannot be read. */
  async columns(compiled: CompiledTable): Promise<readonly string[] | undefined> {
    const now = await this.#now(compiled);
    return typeof now === 'string' ? undefined : Object.keys(now.columns);
  }

  /** Makes `source` the raw files of this table, read or not. */
  async show(compiled: CompiledTable): Promise<void> {
    const now = await this.#now(compiled);
    if (typeof now === 'string' || now.files.length === 0) return;
    const select = await now.select(now.files.map(({ path }) => path));
    await this.#desk.connection.run(`CREATE OR REPLACE TEMP VIEW source AS ${select}`);
  }

  /** @returns what was found, or why nothing could be looked for. */
  async find(compiled: CompiledTable, key: Tree, value: string): Promise<FoundRows | string> {
    const now = await this.#now(compiled);
    if (typeof now === 'string') return now;
    try {
      return await this.#findIn(now, unitOf(compiled), key, value);
    } catch (error) {
      return reasonOf(error);
    }
  }

  async #findIn(now: SourceNow, unit: FoundIn['unit'], key: Tree, value: string): Promise<FoundRows> {
    const { connection, trees } = this.#desk;
    const looked = now.files.length;
    if (looked === 0) return { rows: 0, sample: [], foundIn: [], files: [], looked };
    const condition = `try(CAST(${await trees.sqlOf(key)} AS VARCHAR)) = ${literal(value)}`;
    const all = await now.selectWithFile(
      now.files.map(({ path }) => path),
      fileColumn,
    );
    const holding = await rows(
      connection,
      `SELECT ${identifier(fileColumn)} AS file, count(*) AS n FROM (${all}) WHERE ${condition} GROUP BY 1 ORDER BY 1`,
    );
    const files = holding.flatMap(({ file }) => now.files.find(({ path }) => path === file) ?? []);
    const foundIn: FoundIn[] = [];
    const sample: Row[] = [];
    for (const { path, key: file } of files.slice(0, shownFiles)) {
      const numbered = `SELECT row_number() OVER () AS headrace_row, * FROM (${await now.select([path])})`;
      const found = await rows(
        connection,
        `SELECT headrace_row AS row, CAST(to_json(it) AS VARCHAR) AS json FROM (${numbered}) AS it WHERE ${condition} LIMIT 3`,
      );
      for (const { row, json } of found) {
        foundIn.push({ file, row: Number(row), unit });
        const { headrace_row: _, ...values } = JSON.parse(String(json));
        sample.push(values);
      }
    }
    const total = holding.reduce((sum, { n }) => sum + Number(n), 0);
    return { rows: total, sample: sample.slice(0, 3), foundIn, files, looked };
  }

  #now({ table }: CompiledTable): Promise<SourceNow | string> {
    const known = this.#known.get(table.name);
    if (known) return known;
    const { compiled, connection } = this.#desk;
    const { root } = compiled.project;
    const { source } = table;
    const now =
      source?.type === 'files'
        ? sourceNow(
            connection,
            root,
            table,
            source,
            published(root, (warehouse) => warehouse.ledger(table.name)),
          ).catch(reasonOf)
        : Promise.resolve('its source is not decided yet');
    this.#known.set(table.name, now);
    return now;
  }
}

function unitOf({ table: { source } }: CompiledTable): FoundIn['unit'] {
  return source?.type === 'files' && source.format === 'text' ? 'line' : 'row';
}

function reasonOf(error: unknown): string {
  if (error instanceof HeadraceError) return error.problems.map(({ message }) => message).join(' ');
  return readDuckDBError(error).message;
}
