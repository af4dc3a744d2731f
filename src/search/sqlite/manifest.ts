import { z } from 'zod';
import { HeadraceError } from '../../kernel/index.ts';
import { indexCorrupt } from '../problems.ts';
import type { IndexSchema } from '../types.ts';
import type { Connection } from './connection.ts';
import { asText } from './values.ts';

const valueTypes = ['keyword', 'long', 'double', 'boolean', 'date'] as const;

/** What an index says about itself; written in the transaction that makes it true. */
const manifest = z.object({
  text: z.array(z.string()).readonly(),
  keywords: z.array(z.string()).readonly(),
  analyzer: z.enum(['standard', 'english']),
  dimensions: z.int().positive().nullable(),
  /** Of the other fields of the documents, those that can be filtered and sorted by. */
  fields: z.record(z.string(), z.enum(valueTypes)).readonly().optional(),
  schemaHash: z.string(),
  /** What the word tables and the vector table were made from; a different one means: make them again. */
  wordsIdentity: z.string(),
  vectorsIdentity: z.string(),
  embedder: z.string().nullable(),
  source: z.object({ table: z.string(), version: z.string() }).readonly(),
  documents: z.int().nonnegative(),
  /**
   * Present where records are loaded one by one, instead of a table being mirrored: which field is the
   * key, which holds the vector, and how many times the index was written to.
   */
  load: z
    .object({ key: z.string(), vector: z.string().nullable(), revision: z.int().nonnegative() })
    .readonly()
    .optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
});

export type Manifest = Readonly<z.infer<typeof manifest>>;

export function schemaOf({ text, keywords, analyzer, dimensions, fields }: Manifest): IndexSchema {
  return { text, keywords, analyzer, dimensions: dimensions ?? undefined, ...(fields && { fields }) };
}

/** The stored text, cheap enough to compare before every search. */
export function manifestText(connection: Connection): string {
  return asText(connection.get(`SELECT value FROM meta WHERE name = 'manifest'`)?.value);
}

export function parseManifest(text: string, path: string): Manifest {
  try {
    return manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new HeadraceError(indexCorrupt({ path, detail: 'its description is unreadable' }), { cause });
  }
}

export function saveManifest(connection: Connection, value: Manifest): void {
  connection.run(
    `INSERT INTO meta (name, value) VALUES ('manifest', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    JSON.stringify(value),
  );
}
