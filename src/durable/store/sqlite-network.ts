import type { DatabaseSync } from 'node:sqlite';
import type { Message, Network, Request } from '@resonatehq/sdk';
import { type Clock, type Problem, systemClock } from '../../kernel/index.ts';
import { acquireWriterLock, type Lock, transaction } from '../../state/index.ts';
import type { Change } from './changes.ts';
import { CommitQueue } from './commit-queue.ts';
import { Deliveries } from './deliveries.ts';
import { DurableReader } from './durable-reader.ts';
import { type Answer, answer } from './envelope.ts';
import { OutboxTable } from './outbox-table.ts';
import { storeFailed } from './problems.ts';
import { apply } from './protocol/apply.ts';
import { tick } from './protocol/tick.ts';
import type { Receiver } from './receivers.ts';
import { recover } from './recover.ts';
import { openStoreFile } from './schema.ts';
import { SqliteStore } from './sqlite-store.ts';
import { Statements } from './statements.ts';
import { Timers } from './timers.ts';

/** So much of each kind is done in one transaction when many things are due at once. */
const tickSize = 500;

export interface SqliteNetworkOptions {
  /** The store's file. Its lock lies beside it: `<path>.lock`. */
  readonly path: string;
  /** Who we are, for a second process that would open the store. */
  readonly holder: string;
  readonly clock?: Clock;
  /** Chooses among several workers of a group; in [0, 1). */
  readonly random?: () => number;
  /** The SDK's rpc, sleep and schedules are for the group `default` unless they are told otherwise. */
  readonly group?: string;
  /** The name of this process among its group. */
  readonly pid?: string;
  /** Told when the store cannot be written, once, until it can again. */
  readonly onProblem?: (problem: Problem) => void;
}

/** @throws HeadraceError with exit code 4 when another process has the store open. */
export function openSqliteNetwork(options: SqliteNetworkOptions): SqliteNetwork {
  return new SqliteNetwork(options);
}

/**
 * The Resonate protocol over one SQLite file, for `new Resonate({ network, pid: network.pid })`. It is
 * server and client in one: what a process asks for is on disk when it is answered, and a process that
 * was killed goes on where its last answer left it.
 */
export class SqliteNetwork implements Network {
  readonly group: string;
  readonly pid: string;
  readonly unicast: string;
  readonly anycast: string;
  /** Queries, on the same connection. */
  readonly read: DurableReader;
  readonly #options: SqliteNetworkOptions;
  readonly #clock: Clock;
  readonly #lock: Lock;
  readonly #db: DatabaseSync;
  readonly #deliveries: Deliveries;
  readonly #store: SqliteStore;
  readonly #queue: CommitQueue;
  readonly #timers: Timers;
  readonly #callbacks: ((message: Message) => void)[] = [];
  readonly #watchers = new Set<(changes: readonly Change[]) => void>();
  #failing = false;
  #detach: (() => void) | undefined;
  #stopped = false;

  /** @throws HeadraceError with exit code 4 when another process has the store open. */
  constructor(options: SqliteNetworkOptions) {
    const { path, holder, clock = systemClock, random = Math.random, group = 'default' } = options;
    this.#options = options;
    this.#clock = clock;
    this.group = group;
    this.pid = options.pid ?? crypto.randomUUID().replaceAll('-', '');
    this.unicast = `poll://uni@${group}/${this.pid}`;
    this.anycast = `poll://any@${group}/${this.pid}`;
    this.#timers = new Timers(clock, () => this.#wake());
    this.#lock = acquireWriterLock(`${path}.lock`, holder);
    try {
      this.#db = openStoreFile(path);
      const statements = new Statements(this.#db);
      const outbox = new OutboxTable(statements);
      this.#store = new SqliteStore(statements, outbox);
      this.#deliveries = new Deliveries(outbox, random);
      transaction(this.#db, () => recover(this.#store, outbox, clock.now()));
    } catch (error) {
      this.#lock.release();
      throw error;
    }
    this.read = new DurableReader(this.#db);
    this.#queue = new CommitQueue({
      db: this.#db,
      begin: () => {
        this.#store.take();
        this.#deliveries.removeDelivered();
      },
      committed: () => this.#committed(),
      failed: (error) => this.#failed(error),
    });
  }

  match(target: string): string {
    return `poll://any@${target}`;
  }

  /** Begins to hand out work. `Resonate` calls it. */
  async init(): Promise<void> {
    if (this.#detach || this.#stopped) return;
    const deliver = (message: Message): boolean => {
      for (const callback of this.#callbacks) callback(message);
      return this.#callbacks.length > 0;
    };
    this.#detach = this.attach({ group: this.group, pid: this.pid, deliver });
    this.#arm(this.#store.nextDue());
  }

  /** Commits what was asked for, closes the store, and frees its lock. `Resonate.stop` calls it. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    if (this.#deliveries.hasDelivered) this.#submit(() => {}).catch(() => {});
    this.#queue.flush();
    this.#stopped = true;
    this.#detach?.();
    this.#deliveries.stop();
    this.#timers.stop();
    this.#watchers.clear();
    this.#db.close();
    this.#lock.release();
  }

  recv(callback: (message: Message) => void): void {
    this.#callbacks.push(callback);
  }

  /** Never rejects: a store that cannot be written answers 500. */
  send = <K extends Request['kind']>(request: Extract<Request, { kind: K }>): Promise<Answer<K>> =>
    this.#answer<K>(request.kind, request, true);

  /** Answers a request of another process. */
  handle(request: Request): Promise<Answer<Request['kind']>> {
    return this.#answer(request.kind, request, false);
  }

  /** Adds a worker, to whom work goes that nobody was there for. Returns how to remove it. */
  attach(receiver: Receiver): () => void {
    return this.#deliveries.attach(receiver);
  }

  /** Tells of all changes, after they were committed. Returns how to stop it. */
  watch(listener: (changes: readonly Change[]) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** Leaves a remark on a promise, for {@link DurableReader.notes}. Resolves when it is on disk. */
  async note(id: string, kind: string, data: unknown): Promise<void> {
    await this.#submit(() => this.#store.addNote({ id, at: this.#clock.now(), kind, data }));
  }

  async #answer<K extends Request['kind']>(kind: K, request: Request, local: boolean): Promise<Answer<K>> {
    try {
      return await this.#submit(() => {
        const reply = apply({ store: this.#store, now: this.#clock.now(), local }, request);
        return answer(kind, request.head, reply);
      });
    } catch (error) {
      return answer(kind, request.head, { status: 500, data: reasonOf(error) });
    }
  }

  #submit<T>(work: () => T): Promise<T> {
    if (this.#stopped) return Promise.reject(new Error('the store of durable promises is closed'));
    return this.#queue.submit(work);
  }

  #committed(): void {
    this.#failing = false;
    const { changes, posted } = this.#store.take();
    this.#deliveries.committed(posted);
    this.#arm(this.#store.nextDue());
    if (changes.length > 0) for (const listener of this.#watchers) listener(changes);
  }

  #arm(due?: number): void {
    if (this.#detach && !this.#stopped) this.#timers.arm(due);
  }

  #failed(error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    const { path, onProblem } = this.#options;
    onProblem?.(storeFailed({ path, reason: reasonOf(error) }));
  }

  /** Does what is due, and forgets messages that were delivered. */
  #wake(): void {
    const now = this.#clock.now();
    const due = this.#store.nextDue();
    const isDue = due !== undefined && due <= now;
    if (!isDue && !this.#deliveries.hasDelivered) {
      this.#arm(due);
      return;
    }
    this.#submit(() => tick({ store: this.#store, now, local: true }, tickSize)).catch(() =>
      // Told by now; to be tried again in a while.
      this.#arm(),
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
