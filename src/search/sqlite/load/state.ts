import { HeadraceError } from '../../../kernel/index.ts';
import { type LoadState, parseLoadState } from '../../../load/index.ts';
import { loadStateUnreadable } from './problems.ts';

/** @throws HeadraceError for a state of a newer Headrace, or of somebody else. */
export function parseState(text: string, load: string, path: string): LoadState {
  const state = parseLoadState(JSON.parse(text));
  if (typeof state !== 'string') return state;
  throw new HeadraceError(loadStateUnreadable({ load, path, detail: state }));
}
