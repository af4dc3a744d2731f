import type { PromiseRecord, Value } from '@resonatehq/sdk';
import { isRecord } from '../../kernel/index.ts';
import { originOf } from './origin-of.ts';
import type { PromiseState, Task } from './protocol/store.ts';
import { number, promiseOf, type Row, taskOf } from './rows.ts';

/** What a promise stands for: a workflow, a step of its own, a step for any worker, something outside, a sleep. */
export type PromiseKind = 'workflow' | 'run' | 'rpc' | 'promise' | 'sleep';

/** A promise as people ask for it. Times are milliseconds since the epoch. */
export interface StoredPromise {
  /** The order of creation; 0 where only a server knows it. */
  readonly seq: number;
  readonly id: string;
  readonly kind: PromiseKind;
  readonly state: PromiseState;
  readonly tags: Readonly<Record<string, string>>;
  /** Decoded; an Error is `{ __type: 'error', name, message, stack }`. Undefined when it is empty or encrypted. */
  readonly param: unknown;
  readonly value: unknown;
  /** The function that settles it, of workflows and steps. */
  readonly func?: string;
  /** Its arguments, and the version that it was registered with; of workflows and rpc steps. */
  readonly args?: readonly unknown[];
  readonly version?: number;
  readonly origin: string;
  readonly parent?: string;
  readonly createdAt: number;
  readonly settledAt?: number;
  readonly timeoutAt: number;
  readonly task?: Omit<Task, 'id'>;
}

/** @param row a promise, joined with its task, whose state is `task_state`. */
export function storedOf(row: Row): StoredPromise {
  return {
    ...storedPromise(promiseOf(row)),
    seq: number(row.seq),
    ...(row.task_state !== null && { task: taskPart(row) }),
  };
}

/** A promise as the protocol writes it, decoded. */
export function storedPromise(record: PromiseRecord): StoredPromise {
  const { id, state, tags, createdAt, settledAt, timeoutAt } = record;
  const param = decoded(record.param);
  const parent = tags['resonate:parent'];
  const origin = tags['resonate:origin'] ?? originOf(id);
  return {
    seq: 0,
    id,
    kind: kindOf(id, origin, tags),
    state,
    tags,
    param,
    value: decoded(record.value),
    ...callOf(param),
    origin,
    ...(parent && parent !== id && { parent }),
    createdAt,
    ...(settledAt !== undefined && { settledAt }),
    timeoutAt,
  };
}

function taskPart(row: Row): Omit<Task, 'id'> {
  const { id: _, ...task } = taskOf({ ...row, state: row.task_state ?? null });
  return task;
}

function kindOf(id: string, origin: string, tags: Readonly<Record<string, string>>): PromiseKind {
  if (tags['resonate:timer'] === 'true') return 'sleep';
  if (tags['resonate:target']) return id === origin ? 'workflow' : 'rpc';
  return tags['resonate:scope'] === 'local' ? 'run' : 'promise';
}

function callOf(param: unknown): Pick<StoredPromise, 'func' | 'args' | 'version'> {
  if (!isRecord(param) || typeof param.func !== 'string') return {};
  const { func, args, version } = param;
  return {
    func,
    ...(Array.isArray(args) && { args }),
    ...(typeof version === 'number' && { version }),
  };
}

/** Values are JSON in base64, unless they are encrypted. */
function decoded({ data }: Value): unknown {
  if (typeof data !== 'string' || data === '') return undefined;
  try {
    return JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
