import type { IndexSchema } from '../types.ts';
import type { Connection } from './connection.ts';
import { digest } from './fingerprint.ts';
import { markFormat } from './format.ts';
import type { Manifest } from './manifest.ts';
import {
  createBaseTables,
  createVectorTable,
  createWordTables,
  dropVectorTable,
  dropWordTables,
} from './schema.ts';
import { storedText, wordsVersion } from './stored-text.ts';

/** What the derived tables are made from. As long as it stays the same, rows can be compared one by one. */
export interface Identities {
  readonly words: string;
  readonly vectors: string;
}

export function identitiesOf(
  schema: IndexSchema,
  schemaHash: string,
  embedder: { readonly name: string; readonly model?: Uint8Array } | undefined,
): Identities {
  const { text, keywords, analyzer, dimensions } = schema;
  const model = embedder?.model && digest(embedder.model);
  return {
    words: digest(JSON.stringify([text, keywords, storedText(analyzer).tokenizer, wordsVersion, schemaHash])),
    vectors: digest(JSON.stringify([dimensions, embedder?.name, model])),
  };
}

/**
 * Makes the tables fit the wanted schema, inside the writer's transaction. What no longer fits is
 * dropped and made anew, and every document is marked as changed; vectors that still fit are kept,
 * so that a new analyzer does not pay for embedding everything again.
 */
export function prepareTables(
  connection: Connection,
  before: Manifest | undefined,
  schema: IndexSchema,
  wanted: Identities,
): void {
  if (before?.dimensions || schema.dimensions) connection.loadVectors();
  if (before === undefined) {
    markFormat(connection);
    createBaseTables(connection);
  }
  const newWords = before?.wordsIdentity !== wanted.words;
  const newVectors = before?.vectorsIdentity !== wanted.vectors;
  if (newWords) {
    if (before) dropWordTables(connection);
    createWordTables(connection, schema);
  }
  if (newVectors) {
    if (before?.dimensions) dropVectorTable(connection);
    if (schema.dimensions) createVectorTable(connection, schema.dimensions);
    connection.execute('UPDATE documents SET vector_source = NULL');
  }
  if (newWords || newVectors) connection.execute("UPDATE documents SET fingerprint = ''");
}
