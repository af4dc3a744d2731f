import { HeadraceError } from '../kernel/index.ts';
import { conflict, gone } from './problems.ts';

/** Whether an error says that the thing does not exist (any more). */
export function isGone(error: unknown): boolean {
  return hasCode(error, gone.code);
}

/** Whether an error says that something else is under way, or has that name. */
export function isConflict(error: unknown): boolean {
  return hasCode(error, conflict.code);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof HeadraceError && error.problems.some((problem) => problem.code === code);
}
