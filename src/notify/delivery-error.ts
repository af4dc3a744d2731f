import { exitCode, HeadraceError, type Problem } from '../kernel/index.ts';

/** A notice that did not arrive now, but may when it is tried again. */
export class NotDelivered extends HeadraceError {
  constructor(problem: Problem, cause?: unknown) {
    super(problem, { exitCode: exitCode.unreachable, cause });
  }
}

/** A notice that is refused for good: trying again changes nothing. */
export class DeliveryRefused extends HeadraceError {}
