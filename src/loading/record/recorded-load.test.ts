import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock, thisProcess } from '../../kernel/index.ts';
import { memorySession, memoryTarget, numbered, sourceOf } from '../../load/testing/memory.ts';
import { resolveSettings } from '../settings/settings.ts';
import { keepRecord, readRecords } from './history.ts';
import { type RecordedLoad, recordedLoad } from './recorded-load.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'headrace-history-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** A sync of 300 records, of which 100 are in a request. */
function setUp(parts: Partial<RecordedLoad> = {}, target = memoryTarget()) {
  const session = memorySession();
  const nowhere = async (): Promise<never> => {
    throw new Error('not asked for');
  };
  const load: RecordedLoad = {
    ...{ kind: 'sync', root: folder(), sourceName: 'people', sourceConfig: {}, key: 'sync people' },
    source: sourceOf([numbered(300)]),
    target: {
      ...{ physical: 'people_v1', alias: 'people', description: {}, target },
      states: { open: nowhere, read: nowhere, list: nowhere },
      ...{ stamps: nowhere, delete: nowhere, refresh: async () => {}, close: async () => {} },
    },
    ...{ session, mode: 'full', expected: 300, details: {}, deadLetters: undefined },
    settings: resolveSettings({ flags: {}, env: {}, config: {} }),
    ...{ signal: new AbortController().signal, onEvent: () => {}, clock: systemClock },
    ...parts,
  };
  return { load, session, history: () => readRecords(load.root, load.kind, 10) };
}

it('keeps of a load that was interrupted just what is saved', async () => {
  const interruption = new AbortController();
  const target = memoryTarget({
    request: async (_records, n) => {
      if (n === 1) interruption.abort();
      return undefined;
    },
  });
  const { load, session, history } = setUp({ signal: interruption.signal }, target);
  await expect(recordedLoad(load)).rejects.toThrow('Interrupted after 100 records');
  expect(session.state?.counts.read).toBe(100);
  expect(history()).toMatchObject([
    { status: 'interrupted', read: 100, stored: 100, lastSyncedItem: 'k99', finished: false },
  ]);
});

it('says nothing of an earlier load in the record of one that begins anew', async () => {
  const earlier = setUp();
  await recordedLoad(earlier.load);
  const failing = memoryTarget({
    request: async () => {
      throw new Error('disk gone');
    },
  });
  const again = { root: earlier.load.root, session: memorySession(earlier.session.state) };
  const { load, history } = setUp(again, failing);
  await expect(recordedLoad(load)).rejects.toThrow('disk gone');
  const [record] = history();
  expect(record).toMatchObject({ status: 'failed', read: 0 });
  expect(record?.lastSyncedItem).toBeUndefined();
});

it('does not call a load running whose process was killed', async () => {
  const { load, history } = setUp();
  await recordedLoad(load);
  const [done] = history();
  if (!done) throw new Error('There is no record.');
  const { pid } = spawnSync(process.execPath, ['--version']);
  const { realm } = thisProcess();
  keepRecord(load.root, { ...done, id: 'killed', status: 'running', process: { realm, pid } });
  keepRecord(load.root, { ...done, id: 'ours', status: 'running', process: thisProcess() });
  expect(history().map(({ id, status }) => [id, status])).toEqual(
    expect.arrayContaining([
      ['killed', 'interrupted'],
      ['ours', 'running'],
    ]),
  );
});
