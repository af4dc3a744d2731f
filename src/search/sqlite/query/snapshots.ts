import { randomUUID } from 'node:crypto';
import { IndexReader } from '../reader.ts';

/** More than this many results in pages are not kept at a time; the one that waited longest goes. */
const maxKept = 16;

interface Kept {
  readonly reader: IndexReader;
  timer: NodeJS.Timeout;
}

/**
 * States of an index that are kept for the next page of a result, each by a connection that goes on
 * reading what it read first. They hinder no writer; the write-ahead log cannot shrink meanwhile.
 */
export class Snapshots {
  readonly #path: string;
  readonly #lifetimeMs: number;
  readonly #kept = new Map<string, Kept>();

  constructor(path: string, lifetimeMs: number) {
    this.#path = path;
    this.#lifetimeMs = lifetimeMs;
  }

  /** A new one: the index as it is now. */
  async take(): Promise<{ readonly name: string; readonly reader: IndexReader }> {
    const reader = await IndexReader.open(this.#path);
    try {
      reader.hold();
    } catch (error) {
      reader.close();
      throw error;
    }
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= maxKept) this.drop(oldest);
    const name = randomUUID();
    this.#keep(name, reader);
    return { name, reader };
  }

  /** Undefined when it was not asked for in time. */
  find(name: string): IndexReader | undefined {
    const found = this.#kept.get(name);
    if (found === undefined) return undefined;
    clearTimeout(found.timer);
    this.#keep(name, found.reader);
    return found.reader;
  }

  drop(name: string): void {
    const found = this.#kept.get(name);
    if (found === undefined) return;
    clearTimeout(found.timer);
    this.#kept.delete(name);
    found.reader.close();
  }

  close(): void {
    for (const name of [...this.#kept.keys()]) this.drop(name);
  }

  #keep(name: string, reader: IndexReader): void {
    this.#kept.delete(name);
    const timer = setTimeout(() => this.drop(name), this.#lifetimeMs).unref();
    this.#kept.set(name, { reader, timer });
  }
}
