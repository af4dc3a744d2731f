import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HeadraceError } from '../../kernel/index.ts';
import { indexMissing, indexNotBuilt } from '../problems.ts';
import type { IndexSchema, SearchRequest, SearchResult } from '../types.ts';
import { type Connection, connect } from './connection.ts';
import { checkFormat, formatVersion, prepareFile } from './format.ts';
import { parseDocument } from './hits.ts';
import { type Manifest, manifestText, parseManifest, schemaOf } from './manifest.ts';
import { type MirrorOptions, type MirrorResult, mirror } from './mirror.ts';
import { countPassing, search } from './search.ts';
import { resolveFilters } from './selection.ts';
import { translated } from './sqlite-errors.ts';
import { asBytes, asText } from './values.ts';

export interface IndexInfo {
  readonly format: number;
  readonly schema: IndexSchema;
  readonly schemaHash: string;
  readonly source: { readonly table: string; readonly version: string };
  readonly documents: number;
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
 * A search index in one SQLite file. Every call answers from the index as it was last committed,
 * also while another process mirrors into it.
 */
export interface EmbeddedIndex {
  readonly path: string;
  /** What the index is; undefined when nothing has been mirrored into it yet. */
  info(): IndexInfo | undefined;
  /** Makes the index equal to the records. One writer at a time; a second one gets exit code 4. */
  mirror(options: MirrorOptions): Promise<MirrorResult>;
  /** `queryVector` is the query's embedding, for semantic and hybrid searches. */
  search(request: SearchRequest, queryVector?: Float32Array): SearchResult;
  get(id: string): Readonly<Record<string, unknown>> | undefined;
  /** How many documents pass the filters. */
  count(filters?: SearchRequest['filters']): number;
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
    return new SqliteIndex(path, connection, readOnly);
  } catch (error) {
    connection?.close();
    throw translated(path, error);
  }
}

class SqliteIndex implements EmbeddedIndex {
  readonly path: string;
  readonly #connection: Connection;
  readonly #readOnly: boolean;
  #manifest: { readonly text: string; readonly value: Manifest } | undefined;

  constructor(path: string, connection: Connection, readOnly: boolean) {
    this.path = path;
    this.#connection = connection;
    this.#readOnly = readOnly;
  }

  info(): IndexInfo | undefined {
    const manifest = this.#snapshot(() => this.#current());
    if (manifest === undefined) return undefined;
    return {
      format: formatVersion,
      schema: schemaOf(manifest),
      schemaHash: manifest.schemaHash,
      source: manifest.source,
      documents: manifest.documents,
      embedder: manifest.embedder ?? undefined,
      createdAt: new Date(manifest.createdAt),
      updatedAt: new Date(manifest.updatedAt),
      size: fileSize(this.path) + fileSize(`${this.path}-wal`),
    };
  }

  async mirror(options: MirrorOptions): Promise<MirrorResult> {
    if (this.#readOnly) throw new TypeError(`${this.path} was opened read-only`);
    return mirror(this.path, options);
  }

  search(request: SearchRequest, queryVector?: Float32Array): SearchResult {
    return this.#read((manifest) => search(this.#connection, manifest, request, queryVector));
  }

  get(id: string): Readonly<Record<string, unknown>> | undefined {
    return this.#read(() => {
      const found = this.#connection.get('SELECT document FROM documents WHERE id = ?', id);
      return found && parseDocument(asText(found.document));
    });
  }

  count(filters?: SearchRequest['filters']): number {
    return this.#read((manifest) => {
      const sets = resolveFilters(this.#connection, manifest.keywords, filters);
      return countPassing(this.#connection, manifest, sets);
    });
  }

  frozenModel(): FrozenModel | undefined {
    return this.#snapshot(() => {
      if (this.#current() === undefined) return undefined;
      const found = this.#connection.get('SELECT name, bytes FROM model');
      return found && { name: asText(found.name), bytes: asBytes(found.bytes) };
    });
  }

  close(): void {
    this.#connection.close();
  }

  #read<T>(work: (manifest: Manifest) => T): T {
    return this.#snapshot(() => {
      const manifest = this.#current();
      if (manifest === undefined) throw new HeadraceError(indexNotBuilt({ path: this.path }));
      return work(manifest);
    });
  }

  #snapshot<T>(work: () => T): T {
    try {
      return this.#connection.snapshot(work);
    } catch (error) {
      throw translated(this.path, error);
    }
  }

  /** The manifest of the snapshot. Another process may have rebuilt the index since the last one. */
  #current(): Manifest | undefined {
    if (this.#manifest === undefined && !checkFormat(this.#connection, this.path)) return undefined;
    const text = manifestText(this.#connection);
    if (this.#manifest?.text === text) return this.#manifest.value;
    checkFormat(this.#connection, this.path);
    const value = parseManifest(text, this.path);
    if (value.dimensions !== null) this.#connection.loadVectors();
    this.#connection.forgetStatements();
    this.#manifest = { text, value };
    return value;
  }
}

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
