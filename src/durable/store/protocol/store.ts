import type { Message, PromiseRecord, ScheduleRecord, TaskRecord, Value } from '@resonatehq/sdk';

export type PromiseState = PromiseRecord['state'];
export type TaskState = TaskRecord['state'];

/** The state of a promise once it is settled. */
export interface Settlement {
  readonly state: Exclude<PromiseState, 'pending'>;
  readonly value: Value;
  readonly settledAt: number;
}

/** A task, which is what a worker takes up to bring the promise of the same id forward. */
export interface Task {
  readonly id: string;
  readonly state: TaskState;
  /** How often it was taken up. */
  readonly version: number;
  /** Who holds it, and for how long without a heartbeat (ms); of acquired ones only. */
  readonly lease?: Lease;
  /** Acquired: when the lease lapses. Pending: when it is offered (again). */
  readonly dueAt?: number;
  /** How often it was given back in a row, without having come forward. */
  readonly releases: number;
}

export interface Lease {
  readonly pid: string;
  readonly ttl: number;
  /** Taken within the process that owns the store, so it cannot outlive that process. */
  readonly local: boolean;
}

/**
 * The rows that the protocol works on. All calls belong to one transaction of the caller's; lists of
 * things that wait are unordered sets.
 */
export interface Store {
  promise(id: string): PromiseRecord | undefined;
  addPromise(promise: PromiseRecord): void;
  settle(promise: PromiseRecord, settlement: Settlement): PromiseRecord;
  /** Promises of a branch, in order of creation. */
  branch(name: string): readonly PromiseRecord[];
  /** Pending promises whose time is over, the longest first. */
  duePromises(now: number, limit: number): readonly PromiseRecord[];

  task(id: string): Task | undefined;
  putTask(task: Task): void;
  /** Tasks whose time has come, the longest first. */
  dueTasks(now: number, limit: number): readonly Task[];
  /** What has been settled since the task was last taken up. */
  resumes(task: string): readonly string[];
  addResume(task: string, awaited: string): void;
  clearResumes(task: string): void;

  /** `awaiter` is to be resumed when `awaited` is settled. */
  addCallback(awaited: string, awaiter: string): void;
  /** Removes and returns those who await the promise. */
  takeCallbacks(awaited: string): readonly string[];
  removeCallbacksOf(awaiter: string): void;

  /** `address` is to be told when `awaited` is settled. */
  addListener(awaited: string, address: string): void;
  takeListeners(awaited: string): readonly string[];

  schedule(id: string): ScheduleRecord | undefined;
  putSchedule(schedule: ScheduleRecord): void;
  removeSchedule(id: string): void;
  dueSchedules(now: number, limit: number): readonly ScheduleRecord[];

  /** Puts a message into the outbox; one offer of a task replaces the one before. */
  post(address: string, message: Message): void;
}

/** What a request is applied to. */
export interface Call {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether the request came from within the process that owns the store. */
  readonly local: boolean;
}
