import { likeness, type TypedField, typeName } from './value-type.ts';

/** A column that the engines see differently; undefined where one has none of that name. */
export interface ColumnDifference {
  readonly name: string;
  readonly duckdb: string | undefined;
  readonly spark: string | undefined;
}

export interface ComparedColumns {
  /** Columns whose values can be compared, with each side's type, in DuckDB's order. */
  readonly common: readonly { readonly duckdb: TypedField; readonly spark: TypedField }[];
  /** Columns that only one side has, or whose types hold other values. */
  readonly different: readonly ColumnDifference[];
  /** Columns of close types: values are compared all the same. */
  readonly close: readonly ColumnDifference[];
}

export function compareColumns(duckdb: readonly TypedField[], spark: readonly TypedField[]): ComparedColumns {
  const bySpark = new Map(spark.map((column) => [column.name, column]));
  const common: { duckdb: TypedField; spark: TypedField }[] = [];
  const different: ColumnDifference[] = [];
  const close: ColumnDifference[] = [];
  for (const column of duckdb) {
    const other = bySpark.get(column.name);
    bySpark.delete(column.name);
    const difference = {
      name: column.name,
      duckdb: typeName(column.type),
      spark: other && typeName(other.type),
    };
    const like = other ? likeness(column.type, other.type) : 'other';
    if (like === 'other') different.push(difference);
    if (like === 'close') close.push(difference);
    if (other && like !== 'other') common.push({ duckdb: column, spark: other });
  }
  for (const { name, type } of bySpark.values())
    different.push({ name, duckdb: undefined, spark: typeName(type) });
  return { common, different, close };
}
