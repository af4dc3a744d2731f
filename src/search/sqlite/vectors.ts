import type { StatementSync } from 'node:sqlite';
import type { Connection } from './connection.ts';
import { createVectorTable, dropVectorTable } from './schema.ts';
import { toUnit } from './unit-vector.ts';
import { asNumber } from './values.ts';

/** Writes vectors at unit length. */
export class VectorWriter {
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #remove: StatementSync;

  constructor(connection: Connection) {
    this.#insert = connection.prepared('INSERT INTO vectors (rowid, embedding) VALUES (?, ?)');
    this.#update = connection.prepared('UPDATE vectors SET embedding = ? WHERE rowid = ?');
    this.#remove = connection.prepared('DELETE FROM vectors WHERE rowid = ?');
  }

  add(row: number, vector: Float32Array): void {
    const unit = toUnit(vector);
    if (unit !== undefined) this.#insert.run(BigInt(row), unit);
  }

  /** In place where the row has a vector: sqlite-vec never reuses the slot of a deleted one. */
  replace(row: number, vector: Float32Array): void {
    const unit = toUnit(vector);
    if (unit === undefined) this.remove(row);
    else if (this.#update.run(unit, BigInt(row)).changes === 0) this.#insert.run(BigInt(row), unit);
  }

  remove(row: number): void {
    this.#remove.run(BigInt(row));
  }
}

/** Vectors per chunk, sqlite-vec's default. A chunk goes only when all of its vectors have. */
const chunkSize = 1024;

/** Writes the vectors anew when more than half of what a search reads is slots left by deleted ones. */
export function compactVectors(connection: Connection, dimensions: number): void {
  const counts = connection.get(`SELECT
    (SELECT count(*) FROM vectors_chunks) AS chunks, (SELECT count(*) FROM vectors_rowids) AS live`);
  if (asNumber(counts?.chunks) * chunkSize <= 2 * asNumber(counts?.live) + 2 * chunkSize) return;
  connection.execute('CREATE TEMP TABLE kept AS SELECT rowid AS row, embedding FROM vectors');
  dropVectorTable(connection);
  createVectorTable(connection, dimensions);
  connection.execute(`
    INSERT INTO vectors (rowid, embedding) SELECT row, embedding FROM kept ORDER BY row;
    DROP TABLE kept;
  `);
}
