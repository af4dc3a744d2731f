import type { Message, PromiseRecord, Request } from '@resonatehq/sdk';
// The SDK's reference implementation, which its index does not export.
import { Server } from '../../../../node_modules/@resonatehq/sdk/dist/src/network/local.js';
import type { Reply } from '../protocol/reply.ts';

/** All of a store that can be compared, in an order of its own. */
export interface Snapshot {
  readonly promises: readonly PromiseRecord[];
  readonly tasks: readonly unknown[];
  readonly callbacks: readonly string[];
  readonly listeners: readonly string[];
}

export interface Posted {
  readonly address: string;
  readonly message: Message;
}

/** The SDK's in-memory store, with time given from outside. */
export class Model {
  readonly #server = new Server();

  apply(now: number, request: Request): { readonly reply: Reply; readonly posted: readonly Posted[] } {
    const { response, changes } = this.#server.apply(now, request);
    const posted = changes.flatMap((change) => (change.kind === 'message.send' ? [change] : []));
    return { reply: { status: response.head.status, data: response.data }, posted };
  }

  /** A tick, and after it the one thing that it leaves out: timeouts of promises without a target. */
  tick(now: number): readonly Posted[] {
    const head = { corrId: '', version: '' };
    const { posted } = this.apply(now, { kind: 'debug.tick', head, data: { time: now } });
    const overdue = [...this.#server.promises.values()].filter(
      ({ state, timeoutAt }) => state === 'pending' && timeoutAt <= now,
    );
    return [
      ...posted,
      ...overdue.flatMap(({ id }) => this.apply(now, { kind: 'promise.get', head, data: { id } }).posted),
    ];
  }

  promise(id: string): PromiseRecord | undefined {
    const found = this.#server.promises.get(id);
    if (!found) return undefined;
    const { callbacks: _, listeners: __, settledAt, ...rest } = found;
    return { ...rest, ...(settledAt !== null && { settledAt }) };
  }

  snapshot(): Snapshot {
    const promises = [...this.#server.promises.values()];
    return {
      promises: promises.flatMap(({ id }) => this.promise(id) ?? []),
      tasks: [...this.#server.tasks.values()].map(({ id, state, version, pid, ttl, resumes }) => ({
        id,
        state,
        version,
        pid,
        ttl,
        resumes: [...resumes].sort(),
        due: this.#server.tTimeouts.find((timeout) => timeout.id === id)?.timeout,
      })),
      callbacks: promises.flatMap(({ id, callbacks }) =>
        [...callbacks].map((awaiter) => `${id} <- ${awaiter}`),
      ),
      listeners: promises.flatMap(({ id, listeners }) =>
        [...listeners].map((address) => `${id} -> ${address}`),
      ),
    };
  }
}
