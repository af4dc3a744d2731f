import type { StatementSync } from 'node:sqlite';
import type { Connection } from './connection.ts';
import { asNumber } from './values.ts';

/** Values remembered by number; a field with more of them (an e-mail address, say) looks the rest up. */
const maxRemembered = 100_000;

/** Writes the keyword values of documents, each distinct value stored once. */
export class KeywordWriter {
  readonly #known = new Map<string, number>();
  readonly #find: StatementSync;
  readonly #create: StatementSync;
  readonly #insert: StatementSync;
  readonly #remove: StatementSync;

  constructor(connection: Connection) {
    this.#find = connection.prepared('SELECT keyword FROM keyword_values WHERE field = ? AND value = ?');
    this.#create = connection.prepared('INSERT INTO keyword_values (field, value) VALUES (?, ?)');
    // A list may hold a value twice; the document has it once.
    this.#insert = connection.prepared('INSERT OR IGNORE INTO document_keywords VALUES (?, ?)');
    this.#remove = connection.prepared('DELETE FROM document_keywords WHERE document = ?');
  }

  add(row: number, keywords: readonly (readonly string[])[]): void {
    for (const [field, values] of keywords.entries()) {
      for (const value of values) this.#insert.run(row, this.#number(field, value));
    }
  }

  remove(row: number): void {
    this.#remove.run(row);
  }

  #number(field: number, value: string): number {
    const key = `${field} ${value}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#find.get(field, value);
    const keyword =
      found === undefined ? Number(this.#create.run(field, value).lastInsertRowid) : asNumber(found.keyword);
    if (this.#known.size >= maxRemembered) this.#known.clear();
    this.#known.set(key, keyword);
    return keyword;
  }
}

/** Forgets the values that no document has any more. */
export function dropUnusedKeywords(connection: Connection): void {
  connection.execute(`DELETE FROM keyword_values AS value
    WHERE NOT EXISTS (SELECT 1 FROM document_keywords AS used WHERE used.keyword = value.keyword)`);
}
