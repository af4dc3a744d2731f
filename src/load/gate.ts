import type { Budget } from './budget.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Course } from './course.ts';

/** What every request passes before it is sent: the lease, the target's readiness, the budget. */
export class Gate {
  readonly #course: Course;
  readonly #budget: Budget;
  readonly #checkpoints: Checkpoints;
  #blockedAt: number | undefined;
  #closedUntil = Number.NEGATIVE_INFINITY;

  constructor(course: Course, budget: Budget, checkpoints: Checkpoints) {
    this.#course = course;
    this.#budget = budget;
    this.#checkpoints = checkpoints;
  }

  /** Whether the target takes no writes at all. */
  get blocked(): boolean {
    return this.#blockedAt !== undefined;
  }

  /**
   * Waits until nothing forbids writing, and takes a place in the budget.
   *
   * @param probing the request that finds out whether the target takes writes again.
   * @returns false once the load stops.
   */
  async pass(probing: boolean): Promise<boolean> {
    const { control } = this.#course;
    while (!control.stopping) {
      if (!this.#open(probing)) await control.changed.wait();
      else if (!(await this.#budget.take(control.stopSignal))) return false;
      else if (this.#open(probing) && !control.stopping) return true;
      else this.#budget.free();
    }
    return false;
  }

  /** The target has said how long it wants to be left alone: that goes for every request. */
  closeFor(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#course.clock.now() + ms);
  }

  block(reason: string): void {
    this.#blockedAt = this.#course.clock.now();
    this.#course.emit({ kind: 'blocked', reason });
  }

  unblock(): void {
    const { clock, control, emit } = this.#course;
    const blockedMs = clock.now() - (this.#blockedAt ?? clock.now());
    this.#blockedAt = undefined;
    emit({ kind: 'unblocked', blockedMs });
    control.changed.notify();
  }

  #open(probing: boolean): boolean {
    if (this.#course.clock.now() < this.#closedUntil) return false;
    return this.#checkpoints.leaseHolds && (probing || !this.blocked);
  }
}
