import { duckdbType, identifier } from '../../duckdb/index.ts';
import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import type { MapConfig } from '../../project/index.ts';
import { columnUnknown, fieldTaken, nameReserved, usedTwice } from './problems.ts';

/** A value of the document, and what it is made from. */
export interface LayoutField {
  /** The object that it stands in, if not in the document itself. */
  readonly object: string | undefined;
  readonly name: string;
  /** Over the columns of the source. */
  readonly expression: string;
}

/** How the engine that reads the source writes names and types. */
export interface Dialect {
  identifier(name: string): string;
  /** @param type as the mapping has it. */
  type(type: string): string;
}

const duckdb: Dialect = { identifier, type: (type) => duckdbType(type) ?? type };

export const noMapping: MapConfig = { rename: {}, nest: {}, drop: [], cast: {}, computed: {} };

/** The loader's own field; see `Stamp`. */
const ownField = '_headrace';

/**
 * What a document consists of: the columns in their order under their new names, then nested objects,
 * then what is computed.
 *
 * @throws HeadraceError (exit code 2) with everything in the mapping that does not fit the source.
 */
export function documentLayout(
  source: string,
  columns: readonly { readonly name: string }[],
  map: MapConfig,
  dialect: Dialect = duckdb,
): readonly LayoutField[] {
  const problems: Problem[] = [];
  const known = new Map(columns.map(({ name }) => [name.toLowerCase(), name]));
  const column = (written: string, purpose: string): string => {
    const found = known.get(written.toLowerCase());
    if (found === undefined) {
      problems.push(columnUnknown({ source, column: written, purpose, columns: [...known.values()] }));
    }
    return found ?? written;
  };
  const byColumn = (record: Readonly<Record<string, string>>, key: string): Map<string, string> =>
    new Map(Object.entries(record).map(([name, value]) => [column(name, `\`${key}\``), value]));

  const names = byColumn(map.rename, 'rename');
  const casts = byColumn(map.cast, 'cast');
  const dropped = map.drop.map((name) => column(name, '`drop`'));
  const fieldValue = (name: string): string => {
    const type = casts.get(name);
    const column = dialect.identifier(name);
    return type === undefined ? column : `CAST(${column} AS ${dialect.type(type)})`;
  };
  const moved: (readonly [column: string, use: string])[] = [];
  const nested = Object.entries(map.nest).flatMap(([object, members]) =>
    Object.entries(members).map(([name, from]): LayoutField => {
      const found = column(from, `\`nest: {${object}: …}\``);
      moved.push([found, `nested in "${object}"`]);
      return { object, name, expression: fieldValue(found) };
    }),
  );
  const uses = [
    ...dropped.map((name) => [name, 'dropped'] as const),
    ...moved,
    ...[...names.keys()].filter((name) => dropped.includes(name)).map((name) => [name, 'renamed'] as const),
    ...[...casts.keys()].filter((name) => dropped.includes(name)).map((name) => [name, 'cast'] as const),
  ];
  for (const [name, all] of Map.groupBy(uses, ([name]) => name)) {
    if (all.length > 1) problems.push(usedTwice({ column: name, uses: all.map(([, use]) => use) }));
  }
  const elsewhere = new Set(uses.map(([name]) => name));
  const plain = columns
    .filter(({ name }) => !elsewhere.has(name))
    .map(({ name }) => ({ object: undefined, name: names.get(name) ?? name, expression: fieldValue(name) }));
  const computed = Object.entries(map.computed).map(([name, sql]) => ({
    object: undefined,
    name,
    // On a line of its own: it may end in a comment.
    expression: `(${sql}\n)`,
  }));
  const layout = [...plain, ...nested, ...computed];
  problems.push(...clashes(source, layout));
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return layout;
}

/** No engine tells upper from lower case in names: two that differ in nothing else clash too. */
function clashes(source: string, layout: readonly LayoutField[]): Problem[] {
  const writers = new Map<string, { field: string; by: Set<string> }>();
  const note = (field: string, by: string): void => {
    const writer = writers.get(field.toLowerCase()) ?? { field, by: new Set() };
    writers.set(field.toLowerCase(), writer);
    writer.by.add(by);
  };
  for (const { object, name, expression } of layout) {
    if (object === undefined) note(name, expression);
    else {
      note(object, `\`nest: {${object}: …}\``);
      note(`${object}.${name}`, expression);
    }
  }
  const reserved = writers.has(ownField) ? [nameReserved({ name: ownField, source })] : [];
  const twice = [...writers.values()].filter(({ by }) => by.size > 1);
  return [...reserved, ...twice.map(({ field, by }) => fieldTaken({ field, by: [...by] }))];
}
