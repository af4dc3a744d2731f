import type { IndexSchema } from '../types.ts';
import type { Connection } from './connection.ts';
import { storedText } from './stored-text.ts';

/**
 * The tables. A document is known by its `id` outside and by its `row` inside: the key that all of
 * them share.
 *
 *   documents          the rows themselves, and what they were when last seen
 *   words              FTS5, one column per text field (t0, t1, … as field names may be anything)
 *   vectors            vec0, unit-length vectors; a document without a vector has no row
 *   keyword_values     every value of every keyword field, once
 *   document_keywords  which document has which value, readable in both directions
 */
const baseTables = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE model (name TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE documents (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    vector_source TEXT,
    document TEXT NOT NULL
  ) STRICT;
`;

/** FTS5 collects this much before it writes a segment: fewer segments, less merging, faster loads. */
const segmentBytes = 16_000_000;

/** The FTS5 columns. An index of vectors only has one that stays empty: FTS5 needs a column. */
export function textColumns(schema: IndexSchema): string[] {
  return Array.from({ length: Math.max(1, schema.text.length) }, (_, position) => `t${position}`);
}

export function createBaseTables(connection: Connection): void {
  connection.execute(baseTables);
}

export function dropBaseTables(connection: Connection): void {
  connection.execute('DROP TABLE documents; DROP TABLE model; DROP TABLE meta');
}

export function createWordTables(connection: Connection, schema: IndexSchema): void {
  connection.execute(`
    CREATE VIRTUAL TABLE words USING fts5 (
      ${textColumns(schema).join(', ')}, tokenize = "${storedText(schema.analyzer).tokenizer}"
    );
    INSERT INTO words (words, rank) VALUES ('hashsize', ${segmentBytes});
    CREATE TABLE keyword_values (
      keyword INTEGER PRIMARY KEY, field INTEGER NOT NULL, value TEXT NOT NULL, UNIQUE (field, value)
    ) STRICT;
    CREATE TABLE document_keywords (
      document INTEGER NOT NULL, keyword INTEGER NOT NULL, PRIMARY KEY (document, keyword)
    ) STRICT, WITHOUT ROWID;
  `);
}

/** Made after the first load, when it is much cheaper than growing it entry by entry. */
export function createKeywordIndex(connection: Connection): void {
  connection.execute(
    'CREATE INDEX IF NOT EXISTS documents_by_keyword ON document_keywords (keyword, document)',
  );
}

export function dropWordTables(connection: Connection): void {
  connection.execute('DROP TABLE words; DROP TABLE document_keywords; DROP TABLE keyword_values');
}

/** The caller has loaded sqlite-vec. */
export function createVectorTable(connection: Connection, dimensions: number): void {
  connection.execute(`CREATE VIRTUAL TABLE vectors USING vec0 (embedding float[${dimensions}])`);
}

export function dropVectorTable(connection: Connection): void {
  connection.execute('DROP TABLE vectors');
}
