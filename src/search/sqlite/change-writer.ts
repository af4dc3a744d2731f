import type { StatementSync } from 'node:sqlite';
import type { IndexSchema } from '../types.ts';
import type { Change } from './changes.ts';
import type { Connection } from './connection.ts';
import type { DocumentTable } from './documents.ts';
import { KeywordWriter } from './keywords.ts';
import { textColumns } from './schema.ts';
import { type StoredText, storedText } from './stored-text.ts';
import { VectorWriter } from './vectors.ts';

/**
 * Writes what follows from documents: their words, keywords and vectors. Rows are given to virtual
 * tables as bigint, since JS numbers are bound as floats, which FTS5 and sqlite-vec do not accept.
 */
export class ChangeWriter {
  readonly #documents: DocumentTable;
  readonly #hasText: boolean;
  readonly #stored: StoredText;
  readonly #keywords: KeywordWriter;
  readonly #vectors: VectorWriter | undefined;
  readonly #addWords: StatementSync;
  readonly #replaceWords: StatementSync;
  readonly #removeWords: StatementSync;

  constructor(connection: Connection, documents: DocumentTable, schema: IndexSchema) {
    const columns = textColumns(schema);
    const into = `INTO words (rowid, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`;
    this.#documents = documents;
    this.#hasText = schema.text.length > 0;
    this.#stored = storedText(schema.analyzer);
    this.#keywords = new KeywordWriter(connection);
    this.#vectors = schema.dimensions === undefined ? undefined : new VectorWriter(connection);
    this.#addWords = connection.prepared(`INSERT ${into}`);
    this.#replaceWords = connection.prepared(`INSERT OR REPLACE ${into}`);
    this.#removeWords = connection.prepared('DELETE FROM words WHERE rowid = ?');
  }

  /** `embedded` is what the embedder made of the change's text, where it asked for that. */
  write({ row, record, isNew, vector: wanted }: Change, embedded: Float32Array | undefined): void {
    if (this.#hasText) {
      const texts = record.text.map(this.#stored.encode);
      (isNew ? this.#addWords : this.#replaceWords).run(BigInt(row), ...texts);
    }
    if (!isNew) this.#keywords.remove(row);
    this.#keywords.add(row, record.keywords);
    if (wanted === 'remove') {
      if (!isNew) this.#vectors?.remove(row);
    } else if (wanted !== undefined) {
      const vector = 'store' in wanted ? wanted.store : embedded;
      if (vector === undefined) return;
      if (isNew) this.#vectors?.add(row, vector);
      else this.#vectors?.replace(row, vector);
    }
  }

  /** To be called when all changes have been written. */
  flush(): void {
    this.#keywords.flush();
  }

  remove(row: number): void {
    this.#documents.remove(row);
    this.#removeWords.run(BigInt(row));
    this.#keywords.remove(row);
    this.#vectors?.remove(row);
  }
}
