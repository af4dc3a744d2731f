import type { StatementSync } from 'node:sqlite';
import type { Connection } from './connection.ts';
import { asNumber, asText, asTextOrNull } from './values.ts';

/** What is known of a document that the index holds already. */
export interface KnownDocument {
  readonly row: number;
  readonly fingerprint: string;
  readonly vectorSource: string | null;
}

/** What is stored of a document besides its words, keywords and vector. */
export interface DocumentState {
  readonly document: string;
  readonly fingerprint: string;
  /** A digest of the text that its vector was made from; null where the vector came with the record. */
  readonly vectorSource: string | null;
}

/** The documents table, as the writer uses it. */
export class DocumentTable {
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #remove: StatementSync;
  readonly #rows: StatementSync;
  readonly #extent: StatementSync;

  constructor(connection: Connection) {
    this.#find = connection.prepared('SELECT row, fingerprint, vector_source FROM documents WHERE id = ?');
    this.#insert = connection.prepared(
      `INSERT INTO documents (row, id, fingerprint, vector_source, document) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO NOTHING`,
    );
    this.#update = connection.prepared(
      'UPDATE documents SET fingerprint = ?, vector_source = ?, document = ? WHERE row = ?',
    );
    this.#remove = connection.prepared('DELETE FROM documents WHERE row = ?');
    this.#rows = connection.prepared('SELECT row FROM documents WHERE row <= ?');
    this.#extent = connection.prepared('SELECT count(*) AS documents, max(row) AS last FROM documents');
  }

  extent(): { readonly documents: number; readonly lastRow: number } {
    const { documents, last } = this.#extent.get() ?? {};
    return { documents: asNumber(documents), lastRow: last === null ? 0 : asNumber(last) };
  }

  find(id: string): KnownDocument | undefined {
    const found = this.#find.get(id);
    return (
      found && {
        row: asNumber(found.row),
        fingerprint: asText(found.fingerprint),
        vectorSource: asTextOrNull(found.vector_source),
      }
    );
  }

  /** @returns false when another document has the id. */
  insert(row: number, id: string, { document, fingerprint, vectorSource }: DocumentState): boolean {
    return this.#insert.run(row, id, fingerprint, vectorSource, document).changes !== 0;
  }

  update(row: number, { document, fingerprint, vectorSource }: DocumentState): void {
    this.#update.run(fingerprint, vectorSource, document, row);
  }

  remove(row: number): void {
    this.#remove.run(row);
  }

  /** The rows up to `last`, as a stream: not to be changed while it runs. */
  *rowsUpTo(last: number): Generator<number> {
    for (const found of this.#rows.iterate(last)) yield asNumber(found.row);
  }
}
