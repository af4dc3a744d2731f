import type { Problem } from '../../kernel/index.ts';
import { nestedParts } from './nested-parts.ts';
import { nameTaken, reservedName, unknownColumn, usedTwice } from './problems.ts';
import type { MappingConfig, Shape } from './types.ts';

/** What every document carries beside its own fields. */
const reserved = '_headrace';

/** Everything that is wrong with a mapping, seen with the table that it is for. */
export function checkMapping(mapping: MappingConfig, shape: Shape): Problem[] {
  const { rename = {}, nest = {}, drop = [], cast = {}, computed = {} } = mapping;
  const known = shape.columns.map(({ name }) => name);
  const nests = Object.entries(nest).map(([target, content]) => ({
    target,
    where: `\`nest: ${target}\``,
    parts: nestedParts(content, rename),
  }));

  const uses: Use[] = [
    ...Object.keys(rename).map((column) => ({ column, where: '`rename`', use: 'renamed' })),
    ...drop.map((column) => ({ column, where: '`drop`', use: 'dropped' })),
    ...Object.keys(cast).map((column) => ({ column, where: '`cast`', use: 'cast' })),
    ...nests.flatMap(({ target, where, parts }) =>
      parts.map(({ column }) => ({ column, where, use: `nested in "${target}"` })),
    ),
  ];
  const unknown = uses
    .filter(({ column }) => !known.includes(column))
    .map(({ column, where }) => unknownColumn({ table: shape.name, column, where, known }));

  const elsewhere = new Set([...drop, ...nests.flatMap(({ parts }) => parts.map(({ column }) => column))]);
  const kept = known.filter((name) => !elsewhere.has(name));
  const names: Name[] = [
    ...kept.map((column) => ({ name: rename[column] ?? column, by: `column "${column}"` })),
    ...nests.map(({ target, where }) => ({ name: target, by: where })),
    ...Object.keys(computed).map((name) => ({ name, by: `\`computed: ${name}\`` })),
  ];
  return [
    ...unknown,
    ...contradictions(uses),
    ...collisions(names),
    ...nests.flatMap(({ where, parts }) =>
      collisions(parts.map(({ name, column }) => ({ name, by: `column "${column}" in ${where}` }))),
    ),
    ...names.filter(({ name }) => name === reserved).map(({ name, by }) => reservedName({ name, by })),
  ];
}

interface Use {
  readonly column: string;
  readonly where: string;
  readonly use: string;
}

/** A dropped column can be nothing else, and a column can be nested once. */
function contradictions(uses: readonly Use[]): Problem[] {
  return [...Map.groupBy(uses, ({ column }) => column)].flatMap(([column, all]) => {
    const places = all.filter(({ use }) => use === 'dropped' || use.startsWith('nested'));
    if (places.length === 0 || (places.length === 1 && (all.length === 1 || places[0]?.use !== 'dropped')))
      return [];
    return [usedTwice({ column, uses: [...new Set(all.map(({ use }) => use))] })];
  });
}

interface Name {
  readonly name: string;
  readonly by: string;
}

function collisions(names: readonly Name[]): Problem[] {
  return [...Map.groupBy(names, ({ name }) => name)]
    .filter(([, all]) => all.length > 1)
    .map(([name, all]) => nameTaken({ name, by: all.map(({ by }) => by) }));
}
