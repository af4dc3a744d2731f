import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { type Clock, HeadraceError } from '../../../src/kernel/index.ts';
import type { LoadingEvent, LoadingReport, SyncRequest } from '../../../src/loading/index.ts';
import { runSync } from '../../../src/loading/sync/sync.ts';
import type { Headrace } from '../../support/headrace.ts';
import { Project } from '../../support/project.ts';
import { IndexReader } from './index-reader.ts';

export interface TableOptions {
  /** Of the server itself, past any proxy. */
  readonly elasticsearch: string;
  /** With the password. */
  readonly postgres: string;
  /** A start for names that nobody else has. */
  readonly prefix: string;
  /** Columns as for CREATE TABLE. */
  readonly columns: string;
  /** `hk` unless said. */
  readonly key?: string;
  /** Type of the key; text unless said. */
  readonly keyType?: string;
  readonly updatedAt?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** For looking into the index. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What must not show up anywhere, beside the password of Postgres. */
  readonly secrets?: readonly string[];
}

export interface SyncOptions {
  /** A proxy, or another server. */
  readonly to?: string;
  readonly from?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a sync in this process ended. */
export interface Ended {
  /** What the command would exit with. */
  readonly code: number;
  readonly report: LoadingReport | undefined;
  readonly events: readonly LoadingEvent[];
  /** Codes and messages of what was wrong. */
  readonly problems: string;
}

/** Short waits and many small requests: as much as possible is to go wrong within a second. */
const hasty = {
  ES_RETRY_BACKOFF_SECONDS: '0.02',
  ES_RETRY_MAX_BACKOFF_SECONDS: '0.3',
  ES_CLIENT_BATCH_SIZE: '50',
  POSTGRES_CLIENT_BATCH_SIZE: '400',
};

/** Checkpoints as often as there is something to save, and a window that is soon full. */
export const windowRecords = 400;
const limits = { windowRecords, checkpointMs: 20, leaseMs: 30_000, graceMs: 2000 };

/** A table of Postgres, the index that it is synced into, and all that syncs have ever said. */
export class SyncedTable {
  readonly options: TableOptions;
  readonly project: Project;
  readonly reader: IndexReader;
  readonly table = `rows_${randomBytes(4).toString('hex')}`;
  readonly alias: string;
  readonly key: string;
  /** Everything that was shown to somebody. */
  readonly said: string[] = [];
  #client: pg.Client | undefined;
  readonly #processes: Headrace[] = [];

  private constructor(options: TableOptions) {
    this.options = options;
    this.project = new Project({ '.keep': '', ...options.files });
    this.reader = new IndexReader(options.elasticsearch, options.headers);
    this.alias = `${options.prefix}${this.table}`.replaceAll('_', '-');
    this.key = options.key ?? 'hk';
  }

  static async create(options: TableOptions): Promise<SyncedTable> {
    const created = new SyncedTable(options);
    onTestFinished(() => created.#client?.end().catch(() => undefined));
    await created.sql(`CREATE TABLE ${created.table} (${options.columns})`);
    return created;
  }

  get physical(): string {
    return `${this.alias}_v1`;
  }

  async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    this.#client ??= await this.connected();
    const { rows } = await this.#client.query<Row>(text.replaceAll('$table', this.table), values);
    return rows;
  }

  /** A connection of its own, for what is to happen at the same time. */
  async connected(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.options.postgres });
    // A server that is killed in mid-test takes our connection with it.
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined;
    });
    await client.connect();
    await client.query("SET TimeZone = 'UTC'");
    return client;
  }

  /** `headrace sync` as a process. */
  start({ args = [], env = {}, ...where }: SyncOptions = {}): Headrace {
    const { from = this.options.postgres, to = this.options.elasticsearch } = where;
    const { updatedAt } = this.options;
    const child = this.project.start(
      [
        ...['sync', '--json', '--from', from, '--to', to, '--table', this.table, '--key', this.key],
        ...['--elasticsearch-index-alias', this.alias],
        ...(updatedAt === undefined ? [] : ['--updated-at', updatedAt]),
        ...args,
      ],
      { ...hasty, HEADRACE_LOAD_LIMITS: JSON.stringify(limits), ...env },
    );
    this.#processes.push(child);
    return child;
  }

  /** `headrace sync` to its end. */
  run(options: SyncOptions = {}): Promise<Headrace> {
    return this.start(options).end();
  }

  /** The same without the time that a process takes to start. */
  async sync(changes: InProcess = {}): Promise<Ended> {
    const { env = {}, limits: otherLimits = {}, onEvent, ...rest } = changes;
    const events: LoadingEvent[] = [];
    const tell = (event: LoadingEvent): void => {
      events.push(event);
      onEvent?.(event);
    };
    const { elasticsearch, postgres, updatedAt } = this.options;
    try {
      const report = await runSync({
        root: this.project.root,
        project: undefined,
        env: {
          ...hasty,
          HEADRACE_LOAD_LIMITS: JSON.stringify({ ...limits, ...otherLimits }),
          ELASTICSEARCH_INDEX_ALIAS: this.alias,
          ...env,
        },
        flags: {},
        ...{ from: postgres, to: elasticsearch, table: this.table, key: this.key, updatedAt },
        ...{ read: 'auto', full: false, restart: false, dryRun: false, signal: new AbortController().signal },
        ...rest,
        onEvent: tell,
      });
      return { code: report.dead > 0 ? 3 : 0, report, events, problems: '' };
    } catch (error) {
      if (!(error instanceof HeadraceError)) throw error;
      const problems = error.problems.map(({ code, message, hint }) => `${code} ${message} ${hint}`);
      return { code: error.exitCode, report: undefined, events, problems: problems.join('\n') };
    } finally {
      this.said.push(JSON.stringify(events));
    }
  }

  /** All that a reader of logs, of files or of the cluster could see. */
  async shown(): Promise<string[]> {
    const folder = this.project.path('.headrace');
    const files = existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      : [];
    const states = await this.reader.states(this.physical);
    return [
      ...this.said,
      ...this.#processes.flatMap(({ stdout, stderr }) => [stdout, stderr]),
      ...files,
      ...states.map(({ text }) => text),
    ];
  }

  /** Files of dead letters, whole. */
  letterFiles(): string[] {
    const folder = this.project.path('.headrace', 'dead-letters');
    if (!existsSync(folder)) return [];
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  }
}

type InProcess = Partial<Omit<SyncRequest, 'env' | 'clock'>> & {
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, number>>;
  readonly clock?: Clock;
};
