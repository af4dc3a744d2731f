import { type Clock, crashPoint, exitCode, HeadraceError } from '../../../kernel/index.ts';
import type { Connection } from '../connection.ts';
import { checkFormat } from '../format.ts';
import { dropUnusedKeywords } from '../keywords.ts';
import { type Manifest, manifestText, parseManifest, saveManifest } from '../manifest.ts';
import { compactVectors } from '../vectors.ts';
import { DocumentWriter } from './document-writer.ts';
import { fileGuard } from './file-guard.ts';
import { indexReplaced, indexShapeChanged } from './problems.ts';
import { isLoaded, type LoadedManifest, type LoadedShape, shapeChanges } from './shape.ts';

/** How long to wait for another writer before saying that there is one. */
const writerPatience = 250;

/**
 * An index of loaded records, open for writing. Every change is one transaction, which readers see
 * whole or not at all. Several processes may write in turn.
 */
export class LoadedIndex {
  readonly path: string;
  readonly shape: LoadedShape;
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #checkFile: () => void;
  /** As of our last change; right as long as the manifest in the file is that one. */
  #session: { readonly manifest: string; readonly writer: DocumentWriter } | undefined;
  #untidy = false;

  /** `connection` is at an index of this shape; it is closed with this. */
  constructor(path: string, connection: Connection, shape: LoadedShape, clock: Clock) {
    this.path = path;
    this.shape = shape;
    this.#connection = connection;
    this.#clock = clock;
    this.#checkFile = fileGuard(path);
    if (shape.schema.dimensions !== undefined) connection.loadVectors();
    connection.execute(`PRAGMA busy_timeout = ${writerPatience}`);
  }

  /**
   * Commits what `work` does with the writer. What is thrown, be it by SQLite, has changed nothing.
   *
   * @throws HeadraceError when the index is no longer the one that was opened.
   */
  change<T>(work: (writer: DocumentWriter, revision: number) => T): T {
    this.#checkFile();
    try {
      this.#connection.prepared('BEGIN IMMEDIATE').run();
      const text = this.#manifestText();
      const before = this.#parse(text);
      const writer =
        this.#session?.manifest === text
          ? this.#session.writer
          : new DocumentWriter(this.#connection, this.shape, before.documents);
      const revision = before.load.revision + 1;
      const result = work(writer, revision);
      const load = { ...before.load, revision };
      const after: Manifest = { ...before, load, documents: writer.count, updatedAt: this.#clock.now() };
      saveManifest(this.#connection, after);
      crashPoint('index:before-commit');
      this.#connection.prepared('COMMIT').run();
      crashPoint('index:after-commit');
      this.#session = { manifest: JSON.stringify(after), writer };
      this.#untidy ||= writer.leftRemains;
      return result;
    } catch (error) {
      this.#session = undefined;
      this.#connection.rollback();
      throw error;
    }
  }

  /** Tidies up, if nobody is in the way, and closes the file. */
  close(): void {
    try {
      if (this.#untidy) this.change(() => this.#tidy());
      this.#connection.get('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // What was committed is safe; the rest is for the next one who closes.
    } finally {
      this.#connection.close();
    }
  }

  /** What replaced and removed documents have left behind does no harm, but takes room. */
  #tidy(): void {
    const { dimensions } = this.shape.schema;
    dropUnusedKeywords(this.#connection);
    if (dimensions !== undefined) compactVectors(this.#connection, dimensions);
  }

  #manifestText(): string {
    if (checkFormat(this.#connection, this.path)) return manifestText(this.#connection);
    throw new HeadraceError(indexReplaced({ path: this.path }));
  }

  /** Somebody else may have made the index anew since we opened it. */
  #parse(text: string): LoadedManifest {
    const manifest = parseManifest(text, this.path);
    if (!isLoaded(manifest)) throw new HeadraceError(indexReplaced({ path: this.path }));
    const changes = shapeChanges(manifest, this.shape);
    if (changes.length === 0) return manifest;
    throw new HeadraceError(indexShapeChanged({ path: this.path, changes }), { exitCode: exitCode.usage });
  }
}
