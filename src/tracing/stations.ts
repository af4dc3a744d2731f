import { bareSelect } from '../engine/duckdb/index.ts';
import type { CompiledTable } from '../plan/index.ts';
import type { Desk } from './desk.ts';
import type { RawFiles } from './raw-files.ts';
import { type Leaf, leavesOf, type Route, routeOf } from './syntax/route.ts';
import { outputsOf, type Relations } from './syntax/shapes.ts';
import { columnPath, columnRef, sameName, type Tree } from './syntax/tree.ts';

/** A table on a record's way, and the key in terms of its columns. */
export interface TableStation {
  readonly kind: 'table';
  readonly compiled: CompiledTable;
  readonly key: Tree;
  /** How the key comes through its SQL; undefined for a table made by Python, and for SQL that cannot be read. */
  readonly route: Route | undefined;
  /** Columns of all that its SQL reads. */
  readonly relations: Relations;
  readonly inputs: readonly Passage[];
}

/** The raw files of a table. */
export interface FilesStation {
  readonly kind: 'files';
  readonly compiled: CompiledTable;
  readonly key: Tree;
}

export type Station = TableStation | FilesStation;

/** How a record comes from one station to the next. */
export interface Passage {
  readonly from: Station;
  /** Whether the key is computed from it; else it is joined by it. */
  readonly origin: boolean;
  readonly presence: Leaf['presence'];
  /** Taken for granted, because it has a column of the key's name. */
  readonly byName: boolean;
}

/** Works out, from syntax alone, which way a key takes through the tables. */
export class Stations {
  readonly #desk: Desk;
  readonly #rawFiles: RawFiles;
  readonly #known = new Map<string, Station>();

  constructor(desk: Desk, rawFiles: RawFiles) {
    this.#desk = desk;
    this.#rawFiles = rawFiles;
  }

  /** Columns of a table: as published, else as far as its SQL tells. */
  async columns(table: string): Promise<readonly string[] | undefined> {
    const head = this.#desk.heads.get(table.toLowerCase());
    if (head) return head.columns.map(({ name }) => name);
    const compiled = this.#desk.compiled.tables.get(table);
    if (compiled?.sql === undefined) return undefined;
    const tree = await this.#tree(compiled);
    const outputs = tree && outputsOf(tree, [], await this.#relations(compiled));
    return outputs?.map(({ name }) => name);
  }

  /** A table, with everything upstream of it that carries the key. */
  async table(name: string, key: Tree): Promise<TableStation | undefined> {
    const compiled = this.#desk.compiled.tables.get(name);
    if (!compiled) return undefined;
    const id = `${name} ${await this.#desk.trees.show(key)}`;
    const known = this.#known.get(id);
    if (known?.kind === 'table') return known;
    const relations = await this.#relations(compiled);
    const context = { relations, aggregates: this.#desk.aggregates };
    const tree = await this.#tree(compiled);
    const route = tree && routeOf(tree, [], key, context);
    const station: TableStation = {
      ...{ kind: 'table', compiled, key, route, relations },
      inputs: await this.#passages(compiled, key, route ? leavesOf(route) : []),
    };
    this.#known.set(id, station);
    return station;
  }

  /** Undefined for a table made by Python, and for SQL that cannot be read. */
  async #tree({ sql }: CompiledTable): Promise<Tree | undefined> {
    if (sql === undefined) return undefined;
    return this.#desk.trees.parse(bareSelect(sql)).catch(() => undefined);
  }

  async #passages(compiled: CompiledTable, key: Tree, leaves: readonly Leaf[]): Promise<Passage[]> {
    const byName = leaves.length === 0;
    const found = new Map<Station, Passage>();
    for (const leaf of byName ? await this.#sameNamed(compiled, key) : leaves) {
      const from = await this.#station(compiled, leaf);
      const before = from && found.get(from);
      // One table may be read in several places: what one of them needs is needed.
      const presence = before?.presence === 'required' ? 'required' : leaf.presence;
      const origin = leaf.origin || (before?.origin ?? false);
      if (from && leaf.presence !== 'absent') found.set(from, { from, origin, presence, byName });
    }
    return [...found.values()];
  }

  /** Inputs with a column of the key's name, where the SQL does not tell where the key is from. */
  async #sameNamed(compiled: CompiledTable, key: Tree): Promise<Leaf[]> {
    const [name, ...fields] = columnPath(key) ?? [];
    if (name === undefined || fields.length > 0) return [];
    const relations = await this.#relations(compiled);
    return [...compiled.inputs, ...(compiled.readsSource ? ['source'] : [])].flatMap((table) => {
      const column = relations.get(table.toLowerCase())?.find((one) => sameName(one, name));
      return column ? [{ table, key: columnRef([column]), origin: true, presence: 'optional' }] : [];
    });
  }

  async #station(compiled: CompiledTable, { table, key }: Leaf): Promise<Station | undefined> {
    if (!(compiled.readsSource && sameName(table, 'source'))) {
      const input = compiled.inputs.find((name) => sameName(name, table));
      return input === undefined ? undefined : this.table(input, key);
    }
    const id = `files of ${compiled.table.name} ${await this.#desk.trees.show(key)}`;
    const station = this.#known.get(id) ?? { kind: 'files', compiled, key };
    this.#known.set(id, station);
    return station;
  }

  async #relations(compiled: CompiledTable): Promise<Relations> {
    const relations = new Map<string, readonly string[]>();
    for (const input of compiled.inputs) {
      const columns = await this.columns(input);
      if (columns) relations.set(input.toLowerCase(), columns);
    }
    const source = compiled.readsSource ? await this.#rawFiles.columns(compiled) : undefined;
    if (source) relations.set('source', source);
    return relations;
  }
}
