import { usageError } from '../kernel/index.ts';
import { type Compiled, topologicalOrder } from '../plan/index.ts';
import type { SearchIndexConfig } from '../project/index.ts';
import { type Aim, aimAt, waysTo } from './aim.ts';
import { type Desk, withDesk } from './desk.ts';
import { indexStep } from './index-step.ts';
import * as problem from './problems.ts';
import { RawFiles } from './raw-files.ts';
import { settle } from './settle.ts';
import { findColumn, findTable, type StartRequest, tableOf } from './start.ts';
import { Stations, type TableStation } from './stations.ts';
import { columnsIn } from './syntax/resolve.ts';
import { columnPath, columnRef } from './syntax/tree.ts';
import type { IndexLookup, TraceStep, Trail } from './types.ts';
import { type Visit, Visits } from './visit.ts';

export interface TraceRequest extends StartRequest {
  readonly compiled: Compiled;
  readonly key: string;
  /** How to look into an index; undefined for one that cannot be reached from here. */
  readonly lookup: (index: SearchIndexConfig) => Promise<IndexLookup | undefined>;
  readonly signal?: AbortSignal;
}

/**
 * Follows one record from its raw files through every table to the index.
 *
 * @throws HeadraceError with exit code 2 for tables, columns and indexes that are not there.
 */
export function trace(request: TraceRequest): Promise<Trail> {
  return withDesk(request.compiled, (desk) => new Tracer(desk, request).run(), request.signal);
}

class Tracer {
  readonly #desk: Desk;
  readonly #request: TraceRequest;
  readonly #rawFiles: RawFiles;
  readonly #stations: Stations;

  constructor(desk: Desk, request: TraceRequest) {
    this.#desk = desk;
    this.#request = request;
    this.#rawFiles = new RawFiles(desk);
    this.#stations = new Stations(desk, this.#rawFiles);
  }

  async run(): Promise<Trail> {
    const { compiled, key } = this.#request;
    const { index, notes } = this.#index();
    const from = index && tableOf(compiled.project, index);
    const table = this.#request.table === undefined ? from : findTable(compiled, this.#request.table);
    if (index && table === undefined) return this.#inIndexOnly(index);
    if (table === undefined) throw new Error('Neither a table nor an index was given.');
    const end = index && from !== undefined ? await this.#station(from, index.id) : undefined;
    const column = await this.#column(table, end, index);
    const start = await this.#station(table, column);
    if (!end || !index) return this.#follow({ start, end: start, value: key, notes }, undefined);
    if (end === start) return this.#follow({ start, end, value: key, notes }, index);
    const aim = await aimAt({ desk: this.#desk, start, end, index, value: key });
    if (typeof aim === 'string') return this.#asFarAs(start, index, aim);
    return this.#follow(aim ?? { start, end: start, value: key, notes }, index, aim ? undefined : end);
  }

  /** Visits everything upstream of the end, and the index behind it; `unreached` is a table still further on. */
  async #follow(
    { start, end, value, notes }: Aim,
    index: SearchIndexConfig | undefined,
    unreached?: TableStation,
  ): Promise<Trail> {
    const name = columnPath(end.key)?.join('.') ?? 'key';
    const visits = new Visits(this.#desk, this.#rawFiles, name, value);
    const last = await visits.visit(end);
    const settled = settle(visits.all, last, this.#request.compiled);
    const beyond = unreached ? this.#beyond(start, unreached) : [];
    const ending = index ? [await this.#indexStep(index, unreached ? undefined : value, last, end)] : [];
    return {
      key: this.#request.key,
      start: { table: start.compiled.table.name, column: columnPath(start.key)?.join('.') ?? '' },
      index: index?.name,
      notes,
      ...ended([...settled, ...beyond, ...ending]),
    };
  }

  /** A row whose record cannot be said to be the one in the index: it is followed to its own table only. */
  async #asFarAs(start: TableStation, index: SearchIndexConfig, note: string): Promise<Trail> {
    const aim = { start, end: start, value: this.#request.key, notes: [note] };
    const trail = await this.#follow(aim, undefined);
    if (!this.#request.index) return trail;
    const unknown = { ...nothing, kind: 'index', name: index.name, status: 'unknown', looked: '' } as const;
    return { ...trail, index: index.name, ...ended([...trail.steps, unknown]) };
  }

  /** An index that is filled from outside of the project: there are no tables to look into. */
  async #inIndexOnly(index: SearchIndexConfig): Promise<Trail> {
    const { key, lookup } = this.#request;
    const step = await indexStep(
      { config: index, key, row: undefined, head: undefined },
      await lookup(index),
    );
    const start = { table: undefined, column: index.id };
    return { key, start, index: index.name, notes: [], ...ended([step]) };
  }

  /** The index to end at: the one named, or the only one that a table leads to. */
  #index(): { index: SearchIndexConfig | undefined; notes: readonly string[] } {
    const { index, table, compiled } = this.#request;
    if (table === undefined) return { index, notes: [] };
    const name = findTable(compiled, table);
    const leadsTo = (config: SearchIndexConfig): boolean => {
      const from = tableOf(compiled.project, config);
      return from !== undefined && upstreamOf(from, compiled).has(name);
    };
    if (index) {
      const from = tableOf(compiled.project, index) ?? 'another system';
      if (!leadsTo(index))
        throw usageError(problem.notBelow({ table: name, index: index.name, from }, index.at));
      return { index, notes: [] };
    }
    const possible = [...compiled.project.indexes.values()].filter(leadsTo);
    const [only] = possible;
    if (possible.length === 1) return { index: only, notes: [] };
    const names = possible.map((config) => config.name).join(', ');
    return {
      index: undefined,
      notes:
        possible.length > 1 ? [`it goes on into several indexes: --index follows it there (${names})`] : [],
    };
  }

  async #station(table: string, column: string): Promise<TableStation> {
    const name = findColumn(table, column, await this.#stations.columns(table));
    const station = await this.#stations.table(table, columnRef([name]));
    if (!station) throw new Error(`Table ${table} vanished.`);
    return station;
  }

  /** The column that holds the key: named, or the one that becomes the index's. */
  async #column(
    table: string,
    end: TableStation | undefined,
    index: SearchIndexConfig | undefined,
  ): Promise<string> {
    const { column } = this.#request;
    if (column !== undefined) return column;
    if (end && end.compiled.table.name === table && index) return index.id;
    const keys = end ? waysTo(end, table) : [];
    const names = new Set(
      keys.flatMap(({ key }) => columnsIn(key)).flatMap((one) => columnPath(one)?.[0] ?? []),
    );
    const columns = (await this.#stations.columns(table)) ?? [];
    const [only] = names;
    if (only !== undefined && names.size === 1) return only;
    const same = columns.find((name) => name.toLowerCase() === index?.id.toLowerCase());
    if (same !== undefined) return same;
    throw usageError(problem.whichColumn({ table, columns }));
  }

  /** Tables behind one that the record did not even reach. */
  #beyond(start: TableStation, end: TableStation): TraceStep[] {
    const { compiled } = this.#request;
    const above = upstreamOf(end.compiled.table.name, compiled);
    const reached = upstreamOf(start.compiled.table.name, compiled);
    const between = topologicalOrder(compiled.graph).filter(
      (name) =>
        above.has(name) && !reached.has(name) && upstreamOf(name, compiled).has(start.compiled.table.name),
    );
    return between.flatMap((name) => {
      const layer = compiled.tables.get(name)?.table.layer;
      return layer ? [{ ...nothing, kind: 'table', name, layer, status: 'not_reached', looked: '' }] : [];
    });
  }

  async #indexStep(
    config: SearchIndexConfig,
    key: string | undefined,
    last: Visit,
    end: TableStation | undefined,
  ): Promise<TraceStep> {
    if (key === undefined) {
      return { ...nothing, kind: 'index', name: config.name, status: 'not_reached', looked: '' };
    }
    const head = this.#desk.heads.get(end?.compiled.table.name.toLowerCase() ?? '');
    return indexStep({ config, key, row: last.step, head }, await this.#request.lookup(config));
  }
}

function ended(steps: readonly TraceStep[]): Pick<Trail, 'steps' | 'arrived' | 'stoppedAt'> {
  const stopped = steps.find(
    ({ kind, status, problem: why }) => why !== undefined && !(kind === 'index' && status === 'unknown'),
  );
  return { steps, arrived: steps.at(-1)?.status === 'found', stoppedAt: stopped?.name };
}

const nothing = { rows: 0, sample: [], columns: [], foundIn: [], notes: [] } as const;

/** A table and everything it reads, directly or not. */
function upstreamOf(table: string, { graph }: Compiled): Set<string> {
  const found = new Set([table]);
  for (const name of found) for (const input of graph.inputs.get(name) ?? []) found.add(input);
  return found;
}
