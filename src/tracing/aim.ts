import { identifier, literal } from '../duckdb/index.ts';
import type { SearchIndexConfig } from '../project/index.ts';
import type { Desk } from './desk.ts';
import type { Station, TableStation } from './stations.ts';
import { columnPath, type Tree } from './syntax/tree.ts';

/** The key as it is looked for at the end of the way. */
export interface Aim {
  readonly start: TableStation;
  readonly end: TableStation;
  readonly value: string;
  readonly notes: readonly string[];
}

/** A key in one table, and the table at the end where it may be called otherwise. */
interface Question {
  readonly desk: Desk;
  readonly start: TableStation;
  readonly end: TableStation;
  readonly index: SearchIndexConfig;
  readonly value: string;
}

const shownKeys = 5;

/**
 * What the record that is called so at the start is called at the end.
 *
 * @returns undefined when the start does not have it; why not, when the record at the end is not just this one.
 */
export async function aimAt(question: Question): Promise<Aim | string | undefined> {
  const { desk, start, end, index, value } = question;
  const { name: table } = start.compiled.table;
  const { name: last } = end.compiled.table;
  const [way] = waysTo(end, table);
  if (!way)
    return `which records of ${last} it goes into cannot be told: ${index.id} does not come from ${table}`;
  if (!desk.heads.has(table.toLowerCase())) return undefined;
  const keys = await keysOf(question, way.key);
  const [first, ...others] = keys;
  if (first === undefined) return undefined;
  const called = `${columnPath(end.key)?.join('.') ?? 'its key'} = ${first}`;
  const follow = `follow that with \`headrace trace ${first} --index ${index.name}\``;
  if (!way.origin) return `${table} is only joined into ${last}, where its record is ${called}: ${follow}`;
  if (await hasMore(question, way.key, first)) {
    return `its record in ${last}, ${called}, is made from other rows of ${table} as well: ${follow}`;
  }
  const same = first === value && columnPath(end.key)?.[0] === columnPath(start.key)?.[0];
  const more = others.slice(0, shownKeys - 1).join(', ') + (others.length >= shownKeys ? ', …' : '');
  const several = `${table} has it in several records; this is the first. Others: ${more}`;
  const notes = [...(same ? [] : [`in ${last} it is ${called}`]), ...(others.length > 0 ? [several] : [])];
  return { start, end, value: first, notes };
}

/** The values that a key has in the rows that were asked for. */
async function keysOf({ desk, start, value }: Question, key: Tree): Promise<string[]> {
  const sql = `SELECT DISTINCT try(CAST(__key AS VARCHAR)) AS k FROM __it AS it ORDER BY 1 LIMIT ${shownKeys + 1}`;
  const asked = await desk.matching(await rowsOf(desk, start), start.key, value);
  const found = await desk.rows(await desk.trees.fill(sql, { __key: key, __it: asked }));
  return found.flatMap(({ k }) => (typeof k === 'string' ? [k] : []));
}

/** Whether rows that were not asked for have this key too. */
async function hasMore({ desk, start, value: asked }: Question, key: Tree, value: string): Promise<boolean> {
  const sql = `SELECT 1 AS one FROM __it AS it WHERE try(CAST(__asked AS VARCHAR)) IS DISTINCT FROM ${literal(asked)} LIMIT 1`;
  const all = await desk.matching(await rowsOf(desk, start), key, value);
  return (await desk.rows(await desk.trees.fill(sql, { __it: all, __asked: start.key }))).length > 0;
}

function rowsOf({ trees }: Desk, { compiled }: TableStation): Promise<Tree> {
  return trees.parse(`SELECT * FROM ${identifier(compiled.table.name)}`);
}

/** How a table upstream of a station is looked into: by what, and whether the key is made from it. */
interface Way {
  readonly key: Tree;
  readonly origin: boolean;
}

/** Those that the key is made from first. */
export function waysTo(end: TableStation, table: string): Way[] {
  const ways: Way[] = [];
  const seen = new Set<Station>();
  const visit = (station: Station, origin: boolean): void => {
    if (seen.has(station)) return;
    seen.add(station);
    if (station.kind === 'files') return;
    if (station.compiled.table.name === table) ways.push({ key: station.key, origin });
    for (const passage of station.inputs) if (passage.origin) visit(passage.from, origin);
    for (const passage of station.inputs) if (!passage.origin) visit(passage.from, false);
  };
  visit(end, true);
  return ways.sort((a, b) => Number(b.origin) - Number(a.origin));
}
