import { readdirSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { rows } from '../../src/duckdb/index.ts';
import { withTables } from '../../src/engine/duckdb/index.ts';
import { Project, type Row, tables } from './project.ts';

/**
 * Files → bronze → silver (a stream) → gold (a view), with a model of every row that ever landed: the
 * oracle that tells whether a row was lost, doubled or changed, whatever happened on the way.
 */
export class Pipeline {
  readonly project: Project;
  /** The ids of each landed file. */
  readonly #files: number[][] = [];
  #nextId = 1;

  constructor() {
    this.project = new Project({
      ...tables(
        {
          raw: {
            layer: 'bronze',
            source: { type: 'csv', path: 'landing', columns: { id: 'bigint', v: 'string' } },
          },
          clean: {
            kind: 'streaming_table',
            sql: 'SELECT id, upper(v) AS v, id % 3 AS part FROM STREAM(raw)',
          },
          totals: {
            layer: 'gold',
            sql: 'SELECT part, count(*) AS n, sum(id) AS s FROM clean GROUP BY part',
            partition_by: ['part'],
          },
        },
        { search: { indexes: { rows: { from: 'clean', id: 'id', text: ['v'] } } } },
      ),
      'landing/.keep': '',
    });
  }

  get rows(): number {
    return this.#nextId - 1;
  }

  /** Lands one file, complete at once, with this many rows that never were before. */
  land(rows: number): void {
    const ids = Array.from({ length: rows }, () => this.#nextId++);
    const name = `${this.#files.length}.csv`;
    this.project.write({ [`.parts/${name}`]: `id,v\n${ids.map((id) => `${id},row ${id}\n`).join('')}` });
    renameSync(this.project.path('.parts', name), this.project.path('landing', name));
    this.#files.push(ids);
  }

  /** What is wrong with the tables as they stand, at any moment. Whole files may be missing, no more. */
  async standing(): Promise<string[]> {
    return this.#standing(await this.#read());
  }

  /** Runs twice, undisturbed: then everything has to be exact. */
  async recovered(): Promise<string[]> {
    const { project } = this;
    await project.built();
    const idle = await project.built();
    const tables = await this.#read();
    const wrong = this.#standing(tables);
    for (const [name, outcome] of Object.entries(idle.outcomes)) {
      if (!outcome.startsWith('skipped')) wrong.push(`${name} is built again for nothing: ${outcome}`);
    }
    for (const name of ['raw', 'clean'] as const) {
      if (tables[name].length !== this.rows)
        wrong.push(`${name} has ${tables[name].length} rows of ${this.rows}`);
    }
    const totals = [0, 1, 2].flatMap((part) => {
      const ids = this.#files.flat().filter((id) => id % 3 === part);
      const s = ids.reduce((sum, id) => sum + id, 0);
      return ids.length > 0 ? [{ part: String(part), n: String(ids.length), s: String(s) }] : [];
    });
    const gold = JSON.stringify(tables.totals);
    if (gold !== JSON.stringify(totals)) wrong.push(`gold is ${gold}, not ${JSON.stringify(totals)}`);
    return [...wrong, ...this.#leftBehind(), ...this.#history()];
  }

  /** All tables, as `headrace query` reads them but without a process for each. */
  async #read(): Promise<Record<'raw' | 'clean' | 'totals', Row[]>> {
    const found: Record<'raw' | 'clean' | 'totals', Row[]> = { raw: [], clean: [], totals: [] };
    const unlimited = { memoryLimit: undefined, threads: undefined };
    await withTables(this.project.root, unlimited, '', async (connection) => {
      const views = await rows(
        connection,
        'SELECT view_name FROM duckdb_views() WHERE temporary AND NOT internal',
      );
      const there = new Set(views.map(({ view_name }) => view_name));
      if (there.has('raw')) found.raw = await rows(connection, 'SELECT id, v FROM raw');
      if (there.has('clean')) found.clean = await rows(connection, 'SELECT id, v FROM clean');
      if (there.has('totals'))
        found.totals = await rows(connection, 'SELECT part, n, s FROM totals ORDER BY part');
    });
    return found;
  }

  #standing({ raw, clean }: { readonly raw: readonly Row[]; readonly clean: readonly Row[] }): string[] {
    const wrong = [...doubled('raw', raw), ...doubled('clean', clean)];
    wrong.push(...changed('row', raw), ...changed('ROW', clean));
    const have = new Set(raw.map(({ id }) => Number(id)));
    for (const [index, ids] of this.#files.entries()) {
      const present = ids.filter((id) => have.has(id)).length;
      if (present !== 0 && present !== ids.length) wrong.push(`half of file ${index} is in raw`);
    }
    if ([...have].some((id) => id < 1 || id > this.rows)) wrong.push('raw has rows that never landed');
    if (clean.some(({ id }) => !have.has(Number(id)))) wrong.push('clean has rows that raw has not');
    return wrong;
  }

  #leftBehind(): string[] {
    const { onDisk, named, current } = this.project.dataFiles();
    const temp = this.project.path('.headrace', 'temp');
    const spilled = readdirSync(this.project.path('.headrace')).includes('temp') ? readdirSync(temp) : [];
    return [
      ...onDisk.filter((path) => !named.includes(path)).map((path) => `${path} is an orphan`),
      ...named.filter((path) => !onDisk.includes(path)).map((path) => `${path} is gone`),
      ...named.filter((path) => !current.includes(path)).map((path) => `${path} is needed by nobody`),
      ...spilled.map((path) => `temp/${path} was left behind`),
    ];
  }

  #history(): string[] {
    const db = new DatabaseSync(this.project.path('.headrace', 'state.db'), { readOnly: true });
    try {
      const open = db.prepare("SELECT id FROM runs WHERE status = 'running'").all();
      const unknown = db
        .prepare('SELECT table_name FROM run_tables WHERE run_id NOT IN (SELECT id FROM runs)')
        .all();
      return [
        ...open.map(({ id }) => `run ${id} is still said to be running`),
        ...unknown.map(({ table_name }) => `${table_name} belongs to a run that never was`),
      ];
    } finally {
      db.close();
    }
  }
}

function doubled(table: string, found: readonly Row[]): string[] {
  const twice = found.length - new Set(found.map(({ id }) => id)).size;
  return twice > 0 ? [`${table} holds ${twice} rows twice`] : [];
}

function changed(word: string, found: readonly Row[]): string[] {
  return found.flatMap(({ id, v }) =>
    v === `${word} ${id}` ? [] : [`row ${id} holds ${JSON.stringify(v)}`],
  );
}
