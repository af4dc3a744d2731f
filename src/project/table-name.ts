import type { Location } from '../kernel/index.ts';
import type { ProblemList } from './problem-list.ts';
import { badTableName, reservedTableName } from './problems.ts';
import { isReservedWord } from './reserved-words.ts';

/** What a table may be called; the same in every engine, in file names and in SQL without quotes. */
export const tableNamePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;
export const maxTableNameLength = 128;

/** Relations that SQL of a transformation can name without their being tables. */
const relations: ReadonlyMap<string, string> = new Map([
  ['source', "in a transformation it means the table's own raw input"],
  ['stream', 'in a transformation STREAM(name) means the new rows of a table'],
]);

/** Reports a name that no table can have. @returns whether the name is good. */
export function checkTableName(name: string, at: Location, problems: ProblemList): boolean {
  const reason = badReason(name);
  if (reason !== undefined) {
    problems.add(badTableName, { name, reason }, at);
    return false;
  }
  if (name.startsWith('__')) {
    const reason = 'names that start with "__" are for relations that Headrace makes itself';
    problems.add(reservedTableName, { name, reason, instead: withoutPrefix(name) }, at);
    return false;
  }
  const lower = name.toLowerCase();
  const reserved =
    relations.get(lower) ?? (isReservedWord(lower) ? 'it is a reserved word of SQL' : undefined);
  if (reserved !== undefined) problems.add(reservedTableName, { name, reason: reserved }, at);
  return reserved === undefined;
}

function withoutPrefix(name: string): string {
  const bare = name.replace(/^_+/, '');
  return tableNamePattern.test(bare) && !isReservedWord(bare.toLowerCase()) ? bare : `table_${bare}`;
}

function badReason(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (/[/\\]/.test(name) || name.includes('..')) {
    return 'with path separators or ".." its files would leave the folder of the project';
  }
  if (name.includes('.')) return 'names are bare; catalog and schema come from the target';
  if (name.length > maxTableNameLength) return `it is ${name.length} characters long`;
  if (tableNamePattern.test(name)) return undefined;
  if (/^[0-9]/.test(name)) return 'it starts with a digit';
  const strange = [...name].find((character) => !/[A-Za-z0-9_]/.test(character)) ?? '';
  return `it holds ${/\s/.test(strange) ? 'a space' : `"${strange}"`}`;
}
