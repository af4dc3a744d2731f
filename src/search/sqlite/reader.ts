import { existsSync } from 'node:fs';
import { HeadraceError } from '../../kernel/index.ts';
import { indexMissing, indexNotBuilt } from '../problems.ts';
import { type Connection, connect } from './connection.ts';
import { checkFormat } from './format.ts';
import { type Manifest, manifestText, parseManifest } from './manifest.ts';
import { translated } from './sqlite-errors.ts';

/** One state of an index. */
export interface IndexView {
  readonly connection: Connection;
  readonly manifest: Manifest;
  /** The same text is the same state. */
  readonly version: string;
}

/** Reads an index, each time as it was last committed, also while another process writes it. */
export class IndexReader {
  readonly path: string;
  readonly connection: Connection;
  #known: { readonly text: string; readonly manifest: Manifest } | undefined;
  #held = false;

  constructor(path: string, connection: Connection) {
    this.path = path;
    this.connection = connection;
  }

  /** @throws HeadraceError when the file cannot be read. */
  static async open(path: string): Promise<IndexReader> {
    if (!existsSync(path)) throw new HeadraceError(indexMissing({ path }));
    let connection: Connection | undefined;
    try {
      connection = await connect(path, 'readOnly');
      checkFormat(connection, path);
      return new IndexReader(path, connection);
    } catch (error) {
      connection?.close();
      throw translated(path, error);
    }
  }

  /** One consistent look; undefined when nothing has been written into the index yet. */
  look<T>(work: (view: IndexView) => T): T | undefined {
    const find = (): T | undefined => {
      const view = this.#view();
      return view && work(view);
    };
    return this.#translating(() => (this.#held ? find() : this.connection.snapshot(find)));
  }

  /** The same, of an index that has been built. */
  read<T>(work: (view: IndexView) => T): T {
    const found = this.look((view) => ({ result: work(view) }));
    if (found === undefined) throw new HeadraceError(indexNotBuilt({ path: this.path }));
    return found.result;
  }

  /** From now on it looks at one state only, until it is closed. */
  hold(): void {
    this.#translating(() => {
      this.connection.execute('BEGIN');
      this.#held = true;
      this.#view();
    });
  }

  close(): void {
    this.connection.close();
  }

  #translating<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw translated(this.path, error);
    }
  }

  /** Another process may have rebuilt the index since the last look. */
  #view(): IndexView | undefined {
    const { connection, path } = this;
    if (this.#known === undefined && !checkFormat(connection, path)) return undefined;
    const text = manifestText(connection);
    if (this.#known?.text !== text) {
      checkFormat(connection, path);
      const manifest = parseManifest(text, path);
      if (manifest.dimensions !== null) connection.loadVectors();
      connection.forgetStatements();
      this.#known = { text, manifest };
    }
    return { connection, manifest: this.#known.manifest, version: text };
  }
}
