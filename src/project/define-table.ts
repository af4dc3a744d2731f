/** What a `.ts` transformation gets to write its SQL with. */
export interface TransformationContext {
  /** Names another table; the name is recorded as an input and returned as it is written in SQL. */
  readonly ref: (table: string) => string;
  /** Names another streaming table of which only the new rows are wanted: `STREAM(name)`. */
  readonly stream: (table: string) => string;
  /** The relation of the table's own raw input. */
  readonly source: string;
  /** `vars` of the configuration, after the target's. */
  readonly vars: Readonly<Record<string, string>>;
}

export interface TableDefinition {
  /** Returns one SELECT. May be async. */
  readonly sql: (context: TransformationContext) => string | Promise<string>;
}

const brand = Symbol.for('headrace.table');

/** A definition that went through {@link table}. */
export interface DefinedTable extends TableDefinition {
  readonly [brand]: true;
}

/**
 * The default export of a TypeScript transformation.
 *
 * @example
 * import { table } from 'headrace';
 * export default table({
 *   sql: ({ ref }) => `SELECT country, count(*) AS people FROM ${ref('customers')} GROUP BY country`,
 * });
 */
export function table(definition: TableDefinition): DefinedTable {
  return Object.freeze({ ...definition, [brand]: true as const });
}

/** Whether a module's default export is a table definition (made by any copy of this package). */
export function isDefinedTable(value: unknown): value is DefinedTable {
  return typeof value === 'object' && value !== null && brand in value;
}
