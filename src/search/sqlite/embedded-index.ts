import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HeadraceError } from '../../kernel/index.ts';
import type { Document } from '../client/types.ts';
import { indexMissing } from '../problems.ts';
import type { IndexSchema } from '../types.ts';
import { type Connection, connect } from './connection.ts';
import { checkFormat, formatVersion, prepareFile } from './format.ts';
import { schemaOf } from './manifest.ts';
import { type MirrorOptions, type MirrorResult, mirror } from './mirror.ts';
import { parseDocument } from './query/hits.ts';
import { IndexReader } from './reader.ts';
import { translated } from './sqlite-errors.ts';
import { asBytes, asText } from './values.ts';

export interface IndexInfo {
  readonly format: number;
  readonly schema: IndexSchema;
  readonly schemaHash: string;
  readonly source: { readonly table: string; readonly version: string };
  readonly documents: number;
  /** Whether records are loaded into it, instead of a table being mirrored. */
  readonly loaded: boolean;
  /** The embedder's description; undefined where vectors come with the records, or there are none. */
  readonly embedder: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Bytes on disk. */
  readonly size: number;
}

/** A model that was learned from the corpus and stays with its index. */
export interface FrozenModel {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * A search index in one SQLite file: how to make it. It is asked with a QueryClient, see `openQueryClient`.
 * Every call answers from the index as it was last committed, also while another process mirrors into it.
 */
export interface EmbeddedIndex {
  readonly path: string;
  /** What the index is; undefined when nothing has been mirrored into it yet. */
  info(): IndexInfo | undefined;
  /** Makes the index equal to the records. One writer at a time; a second one gets exit code 4. */
  mirror(options: MirrorOptions): Promise<MirrorResult>;
  get(id: string): Document | undefined;
  /** How many documents it holds. */
  count(): number;
  frozenModel(): FrozenModel | undefined;
  close(): void;
}

/** Opens an index, or (unless `readOnly`) makes the empty file for one. */
export async function openEmbeddedIndex(
  path: string,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): Promise<EmbeddedIndex> {
  if (readOnly && !existsSync(path)) throw new HeadraceError(indexMissing({ path }));
  let connection: Connection | undefined;
  try {
    if (!readOnly) mkdirSync(dirname(path), { recursive: true });
    connection = await connect(path, readOnly ? 'readOnly' : 'read');
    if (!checkFormat(connection, path) && !readOnly) prepareFile(connection);
    return new SqliteIndex(new IndexReader(path, connection), readOnly);
  } catch (error) {
    connection?.close();
    throw translated(path, error);
  }
}

class SqliteIndex implements EmbeddedIndex {
  readonly path: string;
  readonly #reader: IndexReader;
  readonly #readOnly: boolean;

  constructor(reader: IndexReader, readOnly: boolean) {
    this.path = reader.path;
    this.#reader = reader;
    this.#readOnly = readOnly;
  }

  info(): IndexInfo | undefined {
    return this.#reader.look(({ manifest }) => ({
      format: formatVersion,
      schema: schemaOf(manifest),
      schemaHash: manifest.schemaHash,
      source: manifest.source,
      documents: manifest.documents,
      loaded: manifest.load !== undefined,
      embedder: manifest.embedder ?? undefined,
      createdAt: new Date(manifest.createdAt),
      updatedAt: new Date(manifest.updatedAt),
      size: fileSize(this.path) + fileSize(`${this.path}-wal`),
    }));
  }

  async mirror(options: MirrorOptions): Promise<MirrorResult> {
    if (this.#readOnly) throw new TypeError(`${this.path} was opened read-only`);
    return mirror(this.path, options);
  }

  get(id: string): Document | undefined {
    return this.#reader.read(({ connection }) => {
      const found = connection.get('SELECT document FROM documents WHERE id = ?', id);
      return found && parseDocument(asText(found.document));
    });
  }

  count(): number {
    return this.#reader.read(({ manifest }) => manifest.documents);
  }

  frozenModel(): FrozenModel | undefined {
    return this.#reader.look(({ connection }) => {
      const found = connection.get('SELECT name, bytes FROM model');
      return found && { name: asText(found.name), bytes: asBytes(found.bytes) };
    });
  }

  close(): void {
    this.#reader.close();
  }
}

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
