import type { Pending } from './pending.ts';

/**
 * Lets only one record of each key be under way, in the order they were read: a target that is given
 * two at once may keep the wrong one. The others wait behind it. One that waits and has never been
 * sent gives its place to a later one at least as new, and shares that one's success; should the
 * later one be given up, it gets its place back. The outcome is as if all had been written in turn.
 */
export class KeyOrder {
  /** The last record read of each key that is under way. */
  readonly #last = new Map<string, Pending>();
  readonly #version: string;

  /** @param version of records that bring none. */
  constructor(version: string) {
    this.#version = version;
  }

  /** @returns whether the record may be written now; otherwise it waits until {@link leave} gives it out. */
  enter(pending: Pending): boolean {
    const last = this.#last.get(pending.key);
    this.#last.set(pending.key, pending);
    if (last === undefined) return true;
    if (last.ahead !== undefined && !this.#olderThan(pending, last)) {
      pending.covers = last;
      pending.ahead = last.ahead;
      last.ahead.behind = pending;
      last.ahead = undefined;
    } else {
      pending.ahead = last;
      last.behind = pending;
    }
    return false;
  }

  /** The record will not be written any more. @returns the one whose turn it is. */
  leave(pending: Pending): Pending | undefined {
    const next = pending.behind;
    if (next === undefined) {
      this.#last.delete(pending.key);
      return undefined;
    }
    pending.behind = undefined;
    next.ahead = undefined;
    return next;
  }

  /** The record is given up. @returns the one that it had replaced, or else the one whose turn it is. */
  giveUp(pending: Pending): Pending | undefined {
    const covered = pending.covers;
    if (covered === undefined) return this.leave(pending);
    pending.covers = undefined;
    covered.behind = pending.behind;
    pending.behind = undefined;
    if (covered.behind) covered.behind.ahead = covered;
    else this.#last.set(covered.key, covered);
    return covered;
  }

  #olderThan(a: Pending, b: Pending): boolean {
    const [left, right] = [a.version ?? this.#version, b.version ?? this.#version];
    return left.length === right.length ? left < right : left.length < right.length;
  }
}
