import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { hasErrors, isRecord } from '../../src/kernel/index.ts';
import type { LoadingEvent, ReindexEvent, VerifyEvent } from '../../src/loading/index.ts';
import { type ReindexRequest, runReindex } from '../../src/loading/reindex/reindex.ts';
import { runSync, type SyncRequest } from '../../src/loading/sync/sync.ts';
import { runVerify, type VerifyRequest } from '../../src/loading/verify/verify.ts';
import { loadProject, type Project } from '../../src/project/index.ts';
import { type CliResult, headrace, temporaryFolder } from '../cli/run-cli.ts';

export type AnyEvent = LoadingEvent | VerifyEvent | ReindexEvent;

/** A table `people (hk, name, n)` of a database of one's own, and its index, in a folder of its own. */
export class SyncedPeople {
  readonly root = temporaryFolder();
  readonly alias: string;
  readonly events: AnyEvent[] = [];
  readonly #postgres: string;
  readonly #elasticsearch: string | undefined;
  #project: Project | undefined;

  private constructor(postgres: string, elasticsearch: string | undefined, alias: string) {
    this.#postgres = postgres;
    this.#elasticsearch = elasticsearch;
    this.alias = alias;
  }

  /** @param elasticsearch absent: the index is an embedded one. */
  static async create(
    postgres: string,
    elasticsearch: string | undefined,
    alias: string,
    rows = 300,
  ): Promise<SyncedPeople> {
    const people = new SyncedPeople(postgres, elasticsearch, alias);
    await people.sql(`CREATE TABLE people (hk text PRIMARY KEY, name text, n text, changed timestamptz DEFAULT now());
      INSERT INTO people SELECT 'k' || i, 'name ' || i, i::text FROM generate_series(1, ${rows}) AS i`);
    if (elasticsearch === undefined) await people.configure({ text: ['name'] });
    return people;
  }

  /** Gives it a project, with this for the index. */
  async configure(index: Readonly<Record<string, unknown>>): Promise<void> {
    mkdirSync(join(this.root, 'transformations', 'bronze'), { recursive: true });
    writeFileSync(join(this.root, 'transformations', 'bronze', 'numbers.sql'), 'SELECT 1 AS n');
    writeFileSync(
      join(this.root, 'config.yml'),
      JSON.stringify({
        tables: [{ name: 'numbers', layer: 'bronze' }],
        search: {
          backend: this.#elasticsearch ? 'elasticsearch' : 'sqlite',
          indexes: { [this.alias]: { id: 'hk', ...index, sync: { table: 'people', key: 'hk' } } },
        },
      }),
    );
    this.#project = await loadProject({ root: this.root, target: undefined, vars: {}, env: {} });
    if (hasErrors(this.#project.problems)) throw new Error(JSON.stringify(this.#project.problems));
  }

  async sql(statements: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#postgres });
    await client.connect();
    await client.query(statements).finally(() => client.end());
  }

  get #common(): Pick<
    VerifyRequest & ReindexRequest & SyncRequest,
    'root' | 'project' | 'env' | 'flags' | 'from' | 'to' | 'table' | 'key' | 'signal' | 'onEvent' | 'index'
  > {
    return {
      root: this.root,
      project: this.#project,
      env: {},
      flags: this.#elasticsearch ? { ELASTICSEARCH_INDEX_ALIAS: this.alias } : {},
      index: this.#elasticsearch ? undefined : this.alias,
      ...{ from: this.#postgres, to: this.#elasticsearch, table: 'people', key: 'hk' },
      signal: new AbortController().signal,
      onEvent: (event: AnyEvent) => void this.events.push(event),
    };
  }

  sync(more: Partial<SyncRequest> = {}): ReturnType<typeof runSync> {
    return runSync({
      ...this.#common,
      ...{ read: 'auto', full: false, restart: false, dryRun: false },
      ...more,
    });
  }

  verify(more: Partial<VerifyRequest> = {}): ReturnType<typeof runVerify> {
    return runVerify({ ...this.#common, settleMs: 10, ...more });
  }

  repair(maxDeletes = '10%'): ReturnType<typeof runVerify> {
    return this.verify({ repair: { maxDeletes } });
  }

  reindex(more: Partial<ReindexRequest> = {}): ReturnType<typeof runReindex> {
    return runReindex({
      ...this.#common,
      ...{ force: false, inPlace: false, sample: 20, acceptDeadLetters: false, settleMs: 10, dryRun: false },
      ...more,
    });
  }

  /** A command as a process of its own. */
  run(command: readonly string[], crashAt?: string): CliResult {
    const [name = '', ...rest] = command;
    if (crashAt) process.env.HEADRACE_CRASH_AT = crashAt;
    try {
      const given =
        name === 'dead-letters'
          ? []
          : [
              '--from',
              this.#postgres,
              '--table',
              'people',
              '--key',
              'hk',
              '--elasticsearch-index-alias',
              this.alias,
            ];
      return headrace(this.root, name, ...rest, '--to', this.#elasticsearch ?? '', ...given);
    } finally {
      delete process.env.HEADRACE_CRASH_AT;
    }
  }

  /** Asks Elasticsearch. */
  async ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#elasticsearch}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    return isRecord(answer) ? answer : {};
  }

  /** Indexes behind the alias. */
  async behind(): Promise<string[]> {
    return Object.keys(await this.ask('GET', `/${this.alias}/_alias`));
  }

  async settings(index: string): Promise<Record<string, unknown>> {
    const found = (await this.ask('GET', `/${index}/_settings?flat_settings=true`))[index];
    return isRecord(found) && isRecord(found.settings) ? found.settings : {};
  }

  async meta(index: string): Promise<Record<string, unknown>> {
    const found = (await this.ask('GET', `/${index}/_mapping`))[index];
    const mappings = isRecord(found) && isRecord(found.mappings) ? found.mappings : {};
    return isRecord(mappings._meta) ? mappings._meta : {};
  }

  /** An index that refuses every person whose `n` is no number. */
  async createStrict(): Promise<void> {
    await this.ask('PUT', `/${this.alias}_v1`, {
      aliases: { [this.alias]: {} },
      mappings: {
        dynamic: false,
        properties: {
          n: { type: 'long' },
          _headrace: {
            properties: {
              b: { type: 'integer', index: false },
              h: { type: 'long', index: false },
              l: { type: 'long', index: false },
            },
          },
        },
      },
    });
  }
}
