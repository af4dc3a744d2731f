import { onTestFinished } from 'vitest';
import * as z from 'zod';
import {
  type FakeWorkspace,
  type FakeWorkspaceOptions,
  startFakeWorkspace,
} from '../../src/fake-workspace/index.ts';
import type { Clock } from '../../src/kernel/index.ts';

/** A clock that stands still until it is told, or slept by. */
class TestClock implements Clock {
  #now = Date.UTC(2026, 10, 21, 10);

  now(): number {
    return this.#now;
  }

  async sleep(ms: number): Promise<void> {
    this.#now += ms;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The value at a path in the JSON answer, such as `state.life_cycle_state`. */
  at(path: string): unknown;
  /** An id, which JSON.parse would have rounded. */
  id(name: string): string;
}

export interface Opened {
  readonly workspace: FakeWorkspace;
  readonly clock: TestClock;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** A workspace that is closed after the test, and one way to talk to it: as the admin, unless said. */
export async function openWorkspace(options: FakeWorkspaceOptions = {}): Promise<Opened> {
  const clock = new TestClock();
  const workspace = await startFakeWorkspace({ clock, runMs: 1000, ...options });
  onTestFinished(() => workspace.close());
  return {
    workspace,
    clock,
    async call(method, path, body, headers = { authorization: 'Bearer fake-token' }) {
      const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof URLSearchParams;
      const response = await fetch(new URL(path, workspace.host), {
        method,
        headers,
        ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
      });
      return answerOf(response, await response.text());
    },
  };
}

function answerOf(response: Response, text: string): Answer {
  const { status, headers } = response;
  return {
    ...{ status, headers, text },
    at: (path) => path.split('.').reduce<unknown>(inside, JSON.parse(text)),
    id: (name) => z.string().parse(new RegExp(`"${name}":(\\d+)`).exec(text)?.[1]),
  };
}

function inside(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}
