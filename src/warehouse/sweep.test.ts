import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openState, statePaths } from '../state/index.ts';
import { type Publication, sweep } from './index.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

interface Opened {
  readonly warehouse: Warehouse;
  /** Publishes a version made of these files. */
  publish(table: string, files: readonly string[], known?: Partial<Publication>): Promise<void>;
  sweep(): { files: number; done: boolean };
  /** Data files on disk. */
  left(): string[];
}

function open(): Opened {
  const root = mkdtempSync(join(tmpdir(), 'headrace sweep '));
  const paths = statePaths(root);
  const db = openState(root);
  const warehouse = openWarehouse(db, paths);
  onTestFinished(() => {
    db.close();
    rmSync(root, { recursive: true, force: true });
  });
  return {
    warehouse,
    async publish(table, files, known = {}) {
      for (const path of files) {
        mkdirSync(dirname(join(paths.warehouse, path)), { recursive: true });
        writeFileSync(join(paths.warehouse, path), 'rows');
      }
      await warehouse.publish({
        table,
        kind: 'streaming_table',
        how: 'append',
        newEpoch: false,
        files: files.map((path) => ({ path, rows: 1, bytes: 4 })),
        columns: [],
        fingerprint: { sql: '', config: '', engine: '', inputs: {}, files: undefined },
        runId: 'run',
        at: 0,
        ingested: [],
        offsets: new Map(),
        ...known,
      });
    },
    sweep: () => sweep(db, paths),
    left: () =>
      existsSync(paths.warehouse)
        ? readdirSync(paths.warehouse, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name).slice(paths.warehouse.length + 1))
            .sort()
        : [],
  };
}

describe('sweep', () => {
  it('removes what was replaced and what nobody published, and no more', async () => {
    const { publish, sweep: clean, left, warehouse } = open();
    expect(clean()).toEqual({ files: 0, done: true });
    await publish('a', ['a/1/part-0.parquet', 'a/1/day=1/x.parquet']);
    await publish('a', ['a/2/part-0.parquet'], { how: 'replace' });
    await publish('b', ['b/1/part-0.parquet', 'b/1/part-1.parquet']);
    for (const path of ['a/3/half.parquet', 'b/1/half.parquet', 'gone/1/x.parquet']) {
      mkdirSync(dirname(join(warehouse.folder, path)), { recursive: true });
      writeFileSync(join(warehouse.folder, path), 'half');
    }
    expect(clean()).toEqual({ files: 5, done: true });
    expect(left()).toEqual(['a/2/part-0.parquet', 'b/1/part-0.parquet', 'b/1/part-1.parquet']);
    expect(readdirSync(warehouse.folder)).toEqual(['a', 'b']);
    expect(clean()).toEqual({ files: 0, done: true });
  });

  it('removes nothing while somebody reads', async () => {
    const { publish, sweep: clean, left, warehouse } = open();
    await publish('a', ['a/1/x.parquet']);
    await publish('a', ['a/2/x.parquet'], { how: 'replace' });
    const pin = warehouse.pin();
    expect(clean()).toEqual({ files: 0, done: false });
    expect(left()).toHaveLength(2);
    pin.release();
    expect(clean()).toEqual({ files: 1, done: true });
  });

  it('keeps merged files for the streams that have not read them, until they have', async () => {
    const { publish, sweep: clean, left, warehouse } = open();
    const readUpTo = (version: number): Promise<void> =>
      publish('late', [], { offsets: new Map([['a', { epoch: 1, version }]]) });
    await publish('a', ['a/1/x.parquet']);
    await readUpTo(1);
    await publish('a', ['a/2/x.parquet']);
    await publish('a', ['a/3/x.parquet']);
    mkdirSync(join(warehouse.folder, 'a', 'm'));
    writeFileSync(join(warehouse.folder, 'a', 'm', 'merged.parquet'), 'rows');
    await warehouse.replaceFiles('a', warehouse.files('a'), [
      { path: 'a/m/merged.parquet', rows: 3, bytes: 4 },
    ]);

    clean();
    expect(left()).toEqual(['a/2/x.parquet', 'a/3/x.parquet', 'a/m/merged.parquet']);
    expect(warehouse.filesSince('a', { epoch: 1, version: 1 }).map(({ path }) => path)).toEqual([
      'a/2/x.parquet',
      'a/3/x.parquet',
    ]);
    expect(warehouse.filesSince('a', undefined).map(({ path }) => path)).toEqual(['a/m/merged.parquet']);
    await readUpTo(2);
    clean();
    expect(left()).toEqual(['a/3/x.parquet', 'a/m/merged.parquet']);
    await readUpTo(3);
    clean();
    expect(left()).toEqual(['a/m/merged.parquet']);
    expect(warehouse.filesSince('a', { epoch: 1, version: 3 })).toEqual([]);
  });

  it('leaves alone what is no folder of ours', async () => {
    const { publish, sweep: clean, left, warehouse } = open();
    await publish('a', ['a/1/x.parquet']);
    for (const path of ['.DS_Store', 'a/.DS_Store']) writeFileSync(join(warehouse.folder, path), '');
    expect(clean()).toEqual({ files: 0, done: true });
    expect(left()).toEqual(['.DS_Store', 'a/.DS_Store', 'a/1/x.parquet']);
  });
});

describe('publishing', () => {
  it('forgets what a table has read when it starts over, or is computed as a whole', async () => {
    const { publish, warehouse } = open();
    const file = { key: '/data/1.csv', size: 1, mtimeNs: '1', hash: undefined };
    const another = { ...file, key: '/data/2.csv' };
    const offsets = new Map([['b', { epoch: 1, version: 1 }]]);
    const read = (): string[] => [...warehouse.ledger('a').keys()];
    await publish('a', [], { ingested: [file], offsets });
    await publish('a', [], { ingested: [another] });
    expect(read()).toEqual(['/data/1.csv', '/data/2.csv']);
    await publish('a', [], { how: 'replace', newEpoch: true, ingested: [file] });
    expect(read()).toEqual(['/data/1.csv']);
    expect(warehouse.offset('a', 'b')).toBeUndefined();
    expect(warehouse.head('a')).toMatchObject({ epoch: 2, version: 3 });
    await publish('a', [], { kind: 'materialized_view', how: 'replace', ingested: [another], offsets });
    expect(read()).toEqual(['/data/2.csv']);
  });

  it('is all or nothing', async () => {
    const { publish, warehouse } = open();
    await publish('a', ['a/1/x.parquet']);
    const failing = (): void => {
      throw new Error('no');
    };
    const before = warehouse.head('a');
    if (!before) throw new Error('not published');
    const publication: Publication = {
      ...{ table: 'a', kind: 'streaming_table', how: 'replace', newEpoch: true, files: [], columns: [] },
      ...{ fingerprint: before.fingerprint, runId: 'b', at: 1, ingested: [], offsets: new Map() },
    };
    await expect(warehouse.publish(publication, failing)).rejects.toThrow('no');
    expect(warehouse.head('a')).toEqual(before);
    expect(warehouse.files('a')).toHaveLength(1);
  });
});
