import { exitCode, HeadraceError, type Problem } from '../kernel/index.ts';

/** A notice that did not arrive now, but may when it is tried again. */
export class NotDelivered extends HeadraceError {
  /** Who has not got it; undefined: nobody has. */
  readonly to: readonly string[] | undefined;

  constructor(problem: Problem, cause?: unknown, to?: readonly string[]) {
    super(problem, { exitCode: exitCode.unreachable, cause });
    this.to = to;
  }
}

/** A notice that is refused for good: trying again changes nothing. */
export class DeliveryRefused extends HeadraceError {}
