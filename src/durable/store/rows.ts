import type { SQLOutputValue } from 'node:sqlite';
import {
  isScheduleRecord,
  isValue,
  type PromiseRecord,
  type ScheduleRecord,
  type Value,
} from '@resonatehq/sdk';
import { isRecord } from '../../kernel/index.ts';
import type { PromiseState, Task, TaskState } from './protocol/store.ts';

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

export const promiseStates: readonly PromiseState[] = [
  'pending',
  'resolved',
  'rejected',
  'rejected_canceled',
  'rejected_timedout',
];

export const taskStates: readonly TaskState[] = ['pending', 'acquired', 'suspended', 'halted', 'fulfilled'];

export function promiseOf(row: Row): PromiseRecord {
  return {
    id: text(row.id),
    state: oneOf(promiseStates, row.state),
    param: storedValue(row.param),
    value: storedValue(row.value),
    tags: tagsOf(row.tags),
    timeoutAt: number(row.timeout_at),
    createdAt: number(row.created_at),
    ...(row.settled_at !== null && { settledAt: number(row.settled_at) }),
  };
}

export function taskOf(row: Row): Task {
  return {
    id: text(row.id),
    state: oneOf(taskStates, row.state),
    version: number(row.version),
    releases: number(row.releases),
    ...(row.pid !== null && {
      lease: { pid: text(row.pid), ttl: number(row.ttl), local: row.local === 1 },
    }),
    ...(row.due_at !== null && { dueAt: number(row.due_at) }),
  };
}

export function scheduleOf(row: Row): ScheduleRecord {
  const record: unknown = JSON.parse(text(row.record));
  if (!isScheduleRecord(record)) throw unexpected('schedule', row.record);
  return record;
}

export function text(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw unexpected('text', value);
  return value;
}

export function number(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw unexpected('number', value);
  return value;
}

function tagsOf(value: SQLOutputValue | undefined): Record<string, string> {
  const tags: unknown = JSON.parse(text(value));
  if (!isRecord(tags)) throw unexpected('tags', value);
  return Object.fromEntries(Object.entries(tags).map(([name, tag]) => [name, String(tag)]));
}

function storedValue(column: SQLOutputValue | undefined): Value {
  const value: unknown = JSON.parse(text(column));
  if (!isValue(value)) throw unexpected('value', column);
  return value;
}

function oneOf<T extends string>(known: readonly T[], value: SQLOutputValue | undefined): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw unexpected('state', value);
  return found;
}

/** What only a file that something else has written to can lead to. */
function unexpected(what: string, value: unknown): Error {
  return new Error(`the store holds no ${what} where it should: ${String(value).slice(0, 100)}`);
}
