import type { PromiseRecord } from '@resonatehq/sdk';
import type { TaskState } from './protocol/store.ts';

/** A remark on a promise. */
export interface Note {
  readonly seq: number;
  /** The promise. */
  readonly id: string;
  readonly at: number;
  readonly kind: string;
  readonly data: unknown;
}

/** What a commit has changed: a promise was created or settled, a task moved on, a note was left. */
export type Change =
  | { readonly kind: 'promise'; readonly promise: PromiseRecord }
  | { readonly kind: 'task'; readonly id: string; readonly state: TaskState; readonly version: number }
  | { readonly kind: 'note'; readonly note: Note };
