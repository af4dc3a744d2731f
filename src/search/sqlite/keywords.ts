import type { StatementSync } from 'node:sqlite';
import type { Connection } from './connection.ts';
import { asNumber } from './values.ts';

/** Values remembered by number; a field with more of them (an e-mail address, say) looks the rest up. */
const maxRemembered = 100_000;

/** Pairs written by one statement: most of what a small insert costs is starting it. */
const pairsAtOnce = 100;

/** Writes the keyword values of documents, each distinct value stored once. */
export class KeywordWriter {
  readonly #known = new Map<string, number>();
  readonly #pending: number[] = [];
  readonly #connection: Connection;
  readonly #find: StatementSync;
  readonly #create: StatementSync;
  readonly #insertMany: StatementSync;
  readonly #remove: StatementSync;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#find = connection.prepared('SELECT keyword FROM keyword_values WHERE field = ? AND value = ?');
    this.#create = connection.prepared('INSERT INTO keyword_values (field, value) VALUES (?, ?)');
    this.#insertMany = connection.prepared(insertPairs(pairsAtOnce));
    this.#remove = connection.prepared('DELETE FROM document_keywords WHERE document = ?');
  }

  /** Is written with the pairs that follow, or by `flush`. */
  add(row: number, keywords: readonly (readonly string[])[]): void {
    for (let field = 0; field < keywords.length; field += 1) {
      for (const value of keywords[field] ?? []) this.#pending.push(row, this.#number(field, value));
    }
    while (this.#pending.length >= 2 * pairsAtOnce) {
      this.#insertMany.run(...this.#pending.splice(0, 2 * pairsAtOnce));
    }
  }

  flush(): void {
    if (this.#pending.length === 0) return;
    const pairs = this.#pending.splice(0);
    this.#connection.prepared(insertPairs(pairs.length / 2)).run(...pairs);
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

/** A list may hold a value twice; the document has it once. */
function insertPairs(count: number): string {
  return `INSERT OR IGNORE INTO document_keywords VALUES ${Array(count).fill('(?, ?)').join(', ')}`;
}

/** Forgets the values that no document has any more. */
export function dropUnusedKeywords(connection: Connection): void {
  connection.execute(`DELETE FROM keyword_values AS value
    WHERE NOT EXISTS (SELECT 1 FROM document_keywords AS used WHERE used.keyword = value.keyword)`);
}
