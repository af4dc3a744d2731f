import { describe, expect, it } from 'vitest';
import { type Circumstances, decide } from './decide.ts';
import type { Fingerprint } from './fingerprint.ts';

const same: Fingerprint = { sql: 's', config: 'c', engine: 'e', inputs: { a: '1.1' }, files: 'f' };
const view: Circumstances = {
  table: { kind: 'materialized_view', refresh: undefined },
  volatile: [],
  before: same,
  now: same,
  force: false,
  fullRefresh: false,
  settled: false,
};
const stream: Circumstances = { ...view, table: { kind: 'streaming_table', refresh: undefined } };

function reason(facts: Circumstances, change: Partial<Circumstances> = {}): string {
  const decision = decide({ ...facts, ...change });
  return `${decision.action}: ${decision.reason}`;
}

describe('a materialized view', () => {
  it('is built for the most telling of the reasons there are', () => {
    const now = (change: Partial<Fingerprint>): Partial<Circumstances> => ({ now: { ...same, ...change } });
    expect(reason(view)).toBe('skip: nothing changed');
    expect(reason(view, { before: undefined })).toBe('build: first build');
    expect(reason(view, { fullRefresh: true, force: true })).toBe('build: full refresh');
    expect(reason(view, { force: true, ...now({ sql: 't' }) })).toBe('build: forced');
    expect(reason(view, now({ sql: 't', config: 'd' }))).toBe('build: SQL changed');
    expect(reason(view, now({ config: 'd', engine: 'g' }))).toBe('build: configuration changed');
    expect(reason(view, now({ inputs: { a: '1.2' } }))).toBe('build: new version of a');
    expect(reason(view, now({ inputs: { a: '2.1', b: '1', c: '1', d: '1' } }))).toBe(
      'build: new version of 4 inputs',
    );
    expect(reason(view, now({ inputs: {} }))).toBe('build: an input is gone');
    expect(reason(view, now({ files: 'g' }))).toBe('build: source files changed');
    expect(reason(view, now({ engine: 'g' }))).toBe('build: engine version changed');
  });

  it('is never skipped when it would differ from call to call, unless that is wanted', () => {
    const refresh = (value: 'always' | 'on_change'): Partial<Circumstances> => ({
      table: { kind: 'materialized_view', refresh: value },
    });
    expect(reason(view, { volatile: ['now', 'random'] })).toBe('build: uses now, random');
    expect(reason(view, { volatile: ['now'], ...refresh('on_change') })).toBe('skip: nothing changed');
    expect(reason(view, refresh('always'))).toBe('build: refresh: always');
  });
});

describe('a streaming table', () => {
  it('is built when there is something to read, and only then', () => {
    const unread = (files: number, ...versions: string[]): Partial<Circumstances> => ({
      unread: { files, versions },
    });
    expect(reason(stream, unread(0))).toBe('skip: nothing new to read');
    expect(reason(stream, { ...unread(0), force: true, now: { ...same, sql: 't' } })).toBe(
      'skip: nothing new to read (--full-refresh starts it over)',
    );
    expect(reason(stream, unread(1))).toBe('build: 1 new file');
    expect(reason(stream, unread(2, 'a', 'b'))).toBe('build: 2 new files, new rows in a and b');
    expect(reason(stream, { ...unread(0), fullRefresh: true })).toBe('build: full refresh');
    expect(reason(stream, { ...unread(0), before: undefined })).toBe('build: first build');
  });
});
