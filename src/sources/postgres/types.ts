import type { SourceField } from '../fields.ts';

/** A column as the catalogue has it; a domain counts as what it is based on. */
export interface Column {
  readonly name: string;
  /** As Postgres prints it: `character varying(20)`. */
  readonly type: string;
  /** Qualified and without modifiers, so that a cast to it changes nothing: `"pg_catalog"."varchar"`. */
  readonly cast: string;
  /** The bare name of the type, of the elements if it is a list: `varchar`. */
  readonly base: string;
  readonly baseKind: 'base' | 'composite' | 'enum' | 'range' | 'other';
  readonly list: boolean;
  readonly nullable: boolean;
  /** Of a pgvector column that declares them. */
  readonly dimensions?: number;
}

/** The column that identifies a record, and the order that Postgres reads it in. */
export interface KeyColumn extends Column {
  /** No two rows have the same; nulls aside. */
  readonly unique: boolean;
  readonly indexed: boolean;
  /** Qualified, where the order is not that of the column itself but of an index on it. */
  readonly collation?: string;
}

/** A table or view as it is right now. */
export interface Shape {
  readonly oid: string;
  /** Qualified and quoted, for statements. */
  readonly relation: string;
  /** `schema.table`, for people. */
  readonly name: string;
  readonly kind: 'table' | 'view' | 'materialized view' | 'foreign table';
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  /** An estimate; -1 where Postgres has none. */
  readonly rows: number;
  /** On disk, without indexes; 0 of a view. */
  readonly bytes: number;
}

/** How rows become documents. What it does not name stays as it is. */
export interface MappingConfig {
  /** Column to field. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Field to what it holds: columns under their (new) names, or names of its own to columns. */
  readonly nest?: Readonly<Record<string, readonly string[] | Readonly<Record<string, string>>>>;
  readonly drop?: readonly string[];
  /** Column to a type of Postgres. */
  readonly cast?: Readonly<Record<string, string>>;
  /** Field to an SQL expression over the columns. */
  readonly computed?: Readonly<Record<string, string>>;
}

/** What makes a document of a row `t`. */
export interface DocumentSql {
  /** What is to be joined to `t`; begins with a comma where there is anything. */
  readonly from: string;
  /** The document, of type json. */
  readonly json: string;
  /** Whether text of json columns may get into it as it was written, line ends included. */
  readonly verbatim: boolean;
  /** The fields, in order; what Postgres has to be asked for is left out. */
  readonly fields: readonly PlannedField[];
}

export interface PlannedField {
  readonly name: string;
  /** Known from the column, or to be asked for. */
  readonly field: SourceField | undefined;
  /** An expression over `t` alone that has its type, and where it was written. */
  readonly expression: string;
  readonly where: string;
}
