import { identifier } from '../duckdb/index.ts';
import { listing, type Problem } from '../kernel/index.ts';
import { versionId } from '../warehouse/index.ts';
import type { Desk, Row } from './desk.ts';
import { newerInputs, olderThanRow, sqlChanged } from './older.ts';
import * as problem from './problems.ts';
import type { RawFiles } from './raw-files.ts';
import { shown } from './shown.ts';
import type { FilesStation, Passage, Station, TableStation } from './stations.ts';
import { columnsIn } from './syntax/resolve.ts';
import { stopsOf } from './syntax/route.ts';
import { columnPath, type Tree } from './syntax/tree.ts';
import type { FoundIn, TraceStep } from './types.ts';
import { placeOf, type WhyContext } from './why/context.ts';
import { whyMissing } from './why/why-missing.ts';

/** What was found at a station. */
export interface Visit {
  readonly station: Station;
  readonly step: TraceStep;
  /** The files that hold it, when it is a station of files. */
  readonly unread: { readonly file: string; readonly changed: boolean } | undefined;
}

/** Looks for one value of the key at stations, each once. */
export class Visits {
  readonly #desk: Desk;
  readonly #rawFiles: RawFiles;
  readonly #name: string;
  readonly #value: string;
  readonly #done = new Map<Station, Visit>();

  /** `name` is what the key is called at the end of the way. */
  constructor(desk: Desk, rawFiles: RawFiles, name: string, value: string) {
    this.#desk = desk;
    this.#rawFiles = rawFiles;
    this.#name = name;
    this.#value = value;
  }

  get all(): readonly Visit[] {
    return [...this.#done.values()];
  }

  /** Visits a station, after all upstream of it. */
  async visit(station: Station): Promise<Visit> {
    const known = this.#done.get(station);
    if (known) return known;
    const visit = station.kind === 'files' ? await this.#files(station) : await this.#table(station);
    this.#done.set(station, visit);
    return visit;
  }

  async #files(station: FilesStation): Promise<Visit> {
    const { compiled, key } = station;
    const { table } = compiled;
    const looked = this.#looked(key);
    const step = { kind: 'files', name: table.name, looked, columns: columnsOf(key), notes: [] } as const;
    const none = { rows: 0, sample: [], foundIn: [] };
    const found = await this.#rawFiles.find(compiled, key, this.#value);
    const at = table.source?.at;
    if (typeof found === 'string') {
      const unreadable = problem.unreadable({ table: table.name, message: found }, at);
      return {
        station,
        step: { ...step, ...none, status: 'unknown', problem: unreadable },
        unread: undefined,
      };
    }
    const { rows, sample, files } = found;
    if (rows === 0) {
      const missing = { table: table.name, files: found.looked, condition: looked };
      const notThere = problem.notInFiles(missing, at);
      return { station, step: { ...step, ...none, status: 'lost', problem: notThere }, unread: undefined };
    }
    const [first] = files;
    const unread =
      first && files.every(({ state }) => state !== 'read')
        ? { file: first.key, changed: first.state === 'changed' }
        : undefined;
    const foundIn: readonly FoundIn[] = found.foundIn;
    return { station, step: { ...step, rows, sample, foundIn, status: 'found' }, unread };
  }

  async #table(station: TableStation): Promise<Visit> {
    const { compiled, key } = station;
    const { name, layer } = compiled.table;
    const inputs: [Passage, Visit][] = [];
    for (const passage of station.inputs) inputs.push([passage, await this.visit(passage.from)]);
    const head = this.#desk.heads.get(name.toLowerCase());
    const found = head ? await this.#rowsOf(name, key) : { rows: 0, sample: [] };
    const step = {
      kind: 'table',
      name,
      layer,
      ...(head && { version: versionId(head) }),
      looked: this.#looked(key),
      columns: columnsOf(key),
      foundIn: [],
      ...found,
    } as const;
    if (found.rows > 0) {
      const notes = await this.#notes(station, inputs);
      return { station, step: { ...step, status: 'found', notes }, unread: undefined };
    }
    const lost = await this.#whyNot(station, inputs);
    const status = !lost ? 'not_reached' : lost.code === problem.computed.code ? 'unknown' : 'lost';
    return {
      station,
      step: { ...step, status, notes: [], ...(lost && { problem: lost }) },
      unread: undefined,
    };
  }

  async #rowsOf(table: string, key: Tree): Promise<{ rows: number; sample: readonly Row[] }> {
    const matching = await this.#desk.matching(await this.#relation(table), key, this.#value);
    const sql =
      'SELECT CAST(to_json(it) AS VARCHAR) AS json, count(*) OVER () AS n FROM __rows AS it LIMIT 3';
    try {
      const rows = await this.#desk.rows(await this.#desk.trees.fill(sql, { __rows: matching }));
      return { rows: Number(rows[0]?.n ?? 0), sample: rows.map(({ json }) => JSON.parse(String(json))) };
    } catch {
      // Its SQL has changed since: the published table has other columns.
      return { rows: 0, sample: [] };
    }
  }

  async #relation(table: string): Promise<Tree> {
    const { from_table: relation } = await this.#desk.trees.parse(`SELECT * FROM ${identifier(table)}`);
    return { ...Object(relation) };
  }

  /** What keeps the record out of a table; undefined when it got lost before. */
  async #whyNot(station: TableStation, inputs: readonly [Passage, Visit][]): Promise<Problem | undefined> {
    const { compiled, route } = station;
    const { table } = compiled;
    const origins = inputs.filter(([{ origin }]) => origin);
    const having = origins.filter(([, { step }]) => step.status === 'found');
    if (!this.#desk.heads.has(table.name.toLowerCase())) {
      return having.length > 0 ? problem.neverBuilt({ table: table.name }, table.at) : undefined;
    }
    const unread = having.length > 0 ? having.map(([, visit]) => visit.unread) : [];
    const [fresh] = unread;
    if (fresh && unread.every((one) => one !== undefined) && (await this.#wouldHave(station))) {
      const ignored = table.kind === 'streaming_table' && table.onChangedFile !== 'reprocess';
      return problem.notRead({ table: table.name, ...fresh, ignored }, table.source?.at);
    }
    if (await this.#wouldHave(station)) return olderThanRow(this.#desk, station.compiled);
    const stopped = !route || route.kind === 'stopped';
    if (stopped && having.length === 0) return this.#computed(station);
    const why = stopped ? undefined : await this.#why(station);
    if (why && 'problem' in why) return why.problem;
    if (having.length === 0) return undefined;
    const names = having.map(([, { step }]) => (step.kind === 'files' ? 'the source' : step.name));
    return problem.untold({ table: table.name, inputs: names }, placeOf(compiled, {}));
  }

  /** Whether the table, built now, would have the record. */
  async #wouldHave({ compiled, route, key }: TableStation): Promise<boolean> {
    if (!route) return false;
    try {
      if (compiled.readsSource) await this.#rawFiles.show(compiled);
      return await this.#desk.has(route.node, [], key, this.#value);
    } catch {
      return false;
    }
  }

  async #why({ compiled, route, relations }: TableStation): ReturnType<typeof whyMissing> {
    if (!route) return undefined;
    const context: WhyContext = { desk: this.#desk, compiled, value: this.#value, relations };
    try {
      if (compiled.readsSource) await this.#rawFiles.show(compiled);
      return await whyMissing(route, context);
    } catch {
      // A shape of SQL that cannot be taken apart: that it is not known why is then said.
      return undefined;
    }
  }

  async #computed(station: TableStation): Promise<Problem> {
    const { compiled, route, key } = station;
    const { table, inputs } = compiled;
    const expression = await this.#desk.trees.show(route?.kind === 'stopped' ? route.expression : key);
    const why = route?.kind === 'stopped' ? route.why : 'its SQL cannot be read';
    const at = route?.kind === 'stopped' ? placeOf(compiled, route.expression) : table.at;
    return problem.computed({ table: table.name, expression, why, inputs }, at);
  }

  async #notes(station: TableStation, inputs: readonly [Passage, Visit][]): Promise<string[]> {
    const { compiled, route } = station;
    const notes = newerInputs(this.#desk, compiled);
    if (sqlChanged(this.#desk, compiled)) notes.push('its SQL has changed since it was built');
    const [stop] = route ? stopsOf(route) : [];
    if (!route) notes.push('the key is not followed further up: its SQL cannot be read');
    if (stop) {
      const { place } = placeOf(compiled, stop.expression);
      const how = inputs.some(([{ byName }]) => byName) ? 'only by the name of the column' : 'not';
      const expression = await this.#desk.trees.show(stop.expression);
      notes.push(
        `the key is ${how} followed further up: ${stop.why} (${shown(expression)}, ${place.file}:${place.line})`,
      );
    }
    const gone = inputs.filter(
      ([{ origin, presence }, { step }]) => origin && presence === 'required' && step.status !== 'found',
    );
    if (gone.length > 0 && inputs.every(([{ origin }, { step }]) => !origin || step.status !== 'found')) {
      notes.push('where it came from does not have it any more');
    }
    return notes;
  }

  #looked(key: Tree): string {
    const plain = columnPath(key);
    if (plain) return `${plain.join('.')} = ${this.#value}`;
    return `${this.#name} = ${this.#value} (computed from ${listing(columnsOf(key))})`;
  }
}

function columnsOf(key: Tree): string[] {
  return columnsIn(key).flatMap((column) => columnPath(column)?.[0] ?? []);
}
