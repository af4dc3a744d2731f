import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { EngineRequest } from './engine.ts';
import type { RunEvent, UnstampedEvent } from './events.ts';
import { type HistoryWriter, writeHistory } from './history.ts';

/** A run that has a name: what it emits goes to the history, and to whoever asked for it. */
export interface OpenRun {
  readonly runId: string;
  readonly history: HistoryWriter;
  readonly emit: (event: UnstampedEvent) => void;
}

export function openRun(
  db: DatabaseSync,
  { clock, onEvent }: Pick<EngineRequest, 'clock' | 'onEvent'>,
): OpenRun {
  const runId = newRunId(clock.now());
  const { username } = userInfo();
  const history = writeHistory(db, runId, { user: username, host: hostname(), pid: process.pid });
  const emit = (event: UnstampedEvent): void => {
    const stamped: RunEvent = { at: clock.now(), ...event };
    history.record(stamped);
    onEvent(stamped);
  };
  return { runId, history, emit };
}

/** Sorts by time, and reads as one: `20261121-045812-3f9a`. */
function newRunId(now: number): string {
  const time = new Date(now).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${time}-${randomBytes(2).toString('hex')}`;
}
