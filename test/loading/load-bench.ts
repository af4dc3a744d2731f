import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { isRecord } from '../../src/kernel/index.ts';
import {
  type LoadingEvent,
  type LoadOutcome,
  type LoadsReport,
  type LoadsRequest,
  load,
} from '../../src/loading/index.ts';
import { loadProject } from '../../src/project/index.ts';
import { writeParquet } from '../../src/sources/duckdb/testing/tables.ts';
import { Project } from '../support/project.ts';

export interface Loaded {
  readonly report: LoadsReport;
  readonly events: readonly (LoadingEvent & { readonly load: string })[];
  readonly outcomes: readonly LoadOutcome[];
}

interface BenchOptions {
  /** Of Elasticsearch, or of a proxy before it. */
  readonly url: string;
  readonly prefix: string;
  /** Sections of the configuration beside `tables`. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A project with tables to load, and a look at what came of it. */
export class LoadBench {
  readonly project: Project;
  readonly #url: string;

  constructor({ url, prefix, config = {} }: BenchOptions) {
    this.#url = url;
    const search = { data_sources: { a: `${prefix}a`, b: `${prefix}b`, c: `${prefix}c`, d: `${prefix}d` } };
    this.project = new Project({
      'config.yml': stringify({ tables: [{ name: 'doubled', layer: 'silver' }], search, ...config }),
      'transformations/silver/doubled.sql': 'SELECT i AS id, i * 2 AS twice FROM range(50) r(i)',
    });
  }

  /** Writes a Parquet file: `id`, and whatever the SELECT gives it for `i` from 0. */
  async parquet(
    name: string,
    rows: number,
    select = "'row ' || i AS title, i * 1.5 AS price",
  ): Promise<string> {
    mkdirSync(dirname(this.project.path(name)), { recursive: true });
    await writeParquet(this.project.root, [[name, `SELECT i AS id, ${select} FROM range(${rows}) r(i)`]]);
    return name;
  }

  /** Loads in this process. One that fails throws. */
  async load(request: Partial<LoadsRequest>): Promise<Loaded> {
    const { root } = this.project;
    const events: (LoadingEvent & { load: string })[] = [];
    const outcomes: LoadOutcome[] = [];
    const { given, onEvent, env = {} } = request;
    const report = await load({
      ...{ root, flags: {}, names: [], all: false, parallel: 4, restart: false, dryRun: false },
      project: await loadProject({ root, env: {} }),
      signal: new AbortController().signal,
      ...request,
      env: { ...env, ELASTICSEARCH_URL: undefined },
      given: { es_nodes: this.#url, ...given },
      onEvent: (event, name) => {
        events.push({ ...event, load: name });
        onEvent?.(event, name);
      },
      onOutcome: (outcome) => outcomes.push(outcome),
    });
    return { report, events, outcomes };
  }

  /** The mode, and what became of the records, of a single load. */
  async one(
    source_table: string,
    data_source: string,
    { batch_id, ...request }: Partial<LoadsRequest> & { readonly batch_id?: string } = {},
  ): Promise<readonly [mode: string | undefined, read: number | undefined, stored: number | undefined]> {
    const given = {
      source_table,
      data_source,
      ...(batch_id !== undefined && { batch_id }),
      ...request.given,
    };
    const { report } = await this.load({ ...request, given });
    const { mode, read, stored } = report.loads[0]?.report ?? {};
    return [mode, read, stored];
  }

  jobs(list: readonly object[]): string {
    this.project.write({ 'jobs.json': JSON.stringify(list) });
    return join(this.project.root, 'jobs.json');
  }
}

/** One request to Elasticsearch, past everything that is tested. */
export async function ask(
  url: string,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok && response.status !== 404)
    throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return isRecord(answer) ? answer : {};
}

/** Every document by its key, without what the loader adds; small indexes only. */
export async function documents(url: string, index: string): Promise<Map<string, Record<string, unknown>>> {
  await ask(url, 'POST', `/${index}/_refresh`);
  const found = new Map<string, Record<string, unknown>>();
  for (let after: unknown; ; ) {
    const page = await ask(url, 'POST', `/${index}/_search`, {
      size: 10_000,
      sort: [{ id: 'asc' }],
      ...(after !== undefined && { search_after: after }),
    });
    const hits = isRecord(page.hits) && Array.isArray(page.hits.hits) ? page.hits.hits.filter(isRecord) : [];
    for (const { _id, _source: source } of hits) {
      const { _headrace: _, ...document } = isRecord(source) ? source : {};
      found.set(String(_id), document);
    }
    if (hits.length < 10_000) return found;
    after = hits.at(-1)?.sort;
  }
}

export async function count(url: string, index: string): Promise<unknown> {
  await ask(url, 'POST', `/${index}/_refresh`);
  return (await ask(url, 'GET', `/${index}/_count`)).count;
}
