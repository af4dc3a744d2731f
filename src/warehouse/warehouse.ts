import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { crashPoint } from '../kernel/index.ts';
import { acquireReaderLock, type Lock, type StatePaths, transaction } from '../state/index.ts';
import { fsyncFiles } from './fsync.ts';
import { readRawFile, readTableVersion } from './rows.ts';
import type { DataFile, Offset, Publication, RawFile, TableVersion } from './types.ts';

/** The published tables of a project: files that never change, and one database that says which count. */
export interface Warehouse {
  /** Absolute path of the folder that data files are relative to. */
  readonly folder: string;
  /** The current version of a table. */
  head(table: string): TableVersion | undefined;
  heads(): TableVersion[];
  /** The files of the current version, oldest first. */
  files(table: string): DataFile[];
  /** Files with rows that came after a version, oldest first; compaction is no new row. */
  filesSince(table: string, offset: Offset | undefined): DataFile[];
  ledger(table: string): Map<string, RawFile>;
  offset(table: string, input: string): Offset | undefined;
  /** Notes that fresh files were found unchanged once their modification time could be trusted. */
  trust(table: string, keys: readonly string[]): void;
  /**
   * Makes a version the current one: files, ledger, offsets and whatever `alongside` writes, in one
   * transaction. The files are on disk, for good, before it begins.
   */
  publish(publication: Publication, alongside?: () => void): Promise<TableVersion>;
  /** Puts merged files in the place of small ones; the rows, and so the version, stay the same. */
  replaceFiles(table: string, old: readonly DataFile[], merged: readonly DataFile[]): Promise<void>;
  /** Keeps the files of current versions from being swept while they are read. */
  pin(): Lock;
}

export function openWarehouse(db: DatabaseSync, paths: StatePaths): Warehouse {
  const folder = paths.warehouse;
  const sql = {
    head: db.prepare('SELECT * FROM tables WHERE name = ?'),
    heads: db.prepare('SELECT * FROM tables ORDER BY name'),
    files: db.prepare(
      'SELECT path, rows, bytes FROM files WHERE table_name = ? AND removed IS NULL ORDER BY id',
    ),
    since: db.prepare(
      'SELECT path, rows, bytes FROM files WHERE table_name = ? AND epoch = ? AND added > ? AND compacted = 0 ORDER BY id',
    ),
    ledger: db.prepare('SELECT path, size, mtime_ns, hash FROM ingested WHERE table_name = ?'),
    offset: db.prepare('SELECT epoch, version FROM offsets WHERE table_name = ? AND input = ?'),
    trust: db.prepare('UPDATE ingested SET hash = NULL WHERE table_name = ? AND path = ?'),
    remove: db.prepare('UPDATE files SET removed = ? WHERE table_name = ? AND removed IS NULL'),
    removeOne: db.prepare('UPDATE files SET removed = ? WHERE path = ?'),
    add: db.prepare(
      'INSERT INTO files (table_name, path, rows, bytes, epoch, added, compacted) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    forget: db.prepare('DELETE FROM ingested WHERE table_name = ?'),
    forgetOffsets: db.prepare('DELETE FROM offsets WHERE table_name = ?'),
    ingest: db.prepare('INSERT OR REPLACE INTO ingested VALUES (?, ?, ?, ?, ?, ?)'),
    setOffset: db.prepare('INSERT OR REPLACE INTO offsets VALUES (?, ?, ?, ?)'),
    setHead: db.prepare('INSERT OR REPLACE INTO tables VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    setBytes: db.prepare('UPDATE tables SET bytes = ? WHERE name = ?'),
    totals: db.prepare(
      'SELECT coalesce(sum(rows), 0) AS rows, coalesce(sum(bytes), 0) AS bytes FROM files WHERE table_name = ? AND removed IS NULL',
    ),
  };

  const head = (table: string): TableVersion | undefined => {
    const row = sql.head.get(table);
    return row && readTableVersion(row);
  };
  const toFile = (row: Record<string, unknown>): DataFile => ({
    path: String(row.path),
    rows: Number(row.rows),
    bytes: Number(row.bytes),
  });
  const files = (table: string): DataFile[] => sql.files.all(table).map(toFile);
  const totals = (table: string): { rows: number; bytes: number } => {
    const row = sql.totals.get(table);
    return { rows: Number(row?.rows ?? 0), bytes: Number(row?.bytes ?? 0) };
  };

  return {
    folder,
    head,
    files,
    heads: () => sql.heads.all().map(readTableVersion),

    filesSince(table, offset) {
      // A reader without an offset takes the table as it stands, merged files and all.
      if (!offset) return files(table);
      return sql.since.all(table, offset.epoch, offset.version).map(toFile);
    },

    ledger: (table) =>
      new Map(sql.ledger.all(table).map((row) => [String(row.path), readRawFile(row)] as const)),

    offset(table, input) {
      const row = sql.offset.get(table, input);
      return row && { epoch: Number(row.epoch), version: Number(row.version) };
    },

    trust: (table, trusted) =>
      transaction(db, () => trusted.forEach((path) => void sql.trust.run(table, path))),

    async publish(publication, alongside) {
      const { table, kind, how, newEpoch, columns, fingerprint, runId, at } = publication;
      await fsyncFiles(
        folder,
        publication.files.map((file) => join(folder, file.path)),
      );
      crashPoint('publish:files-written');
      transaction(db, () => {
        const before = head(table);
        const epoch = (before?.epoch ?? 1) + (before && newEpoch ? 1 : 0);
        const version = (before?.version ?? 0) + 1;
        if (how === 'replace') sql.remove.run(version, table);
        // What is computed as a whole remembers what it was computed from, and nothing else.
        if (newEpoch || kind === 'materialized_view') {
          sql.forget.run(table);
          sql.forgetOffsets.run(table);
        }
        for (const { path, rows, bytes } of publication.files) {
          sql.add.run(table, path, rows, bytes, epoch, version, 0);
        }
        for (const file of publication.ingested) {
          sql.ingest.run(table, file.key, file.size, file.mtimeNs, file.hash ?? null, at);
        }
        for (const [input, offset] of publication.offsets) {
          sql.setOffset.run(table, input, offset.epoch, offset.version);
        }
        const { rows, bytes } = totals(table);
        const json = [JSON.stringify(columns), JSON.stringify(fingerprint)] as const;
        sql.setHead.run(table, kind, epoch, version, json[0], rows, bytes, json[1], at, runId);
        alongside?.();
        crashPoint('publish:before-commit');
      });
      crashPoint('publish:after-commit');
      const published = head(table);
      if (!published) throw new Error(`Table ${table} vanished while it was published.`);
      return published;
    },

    async replaceFiles(table, old, merged) {
      await fsyncFiles(
        folder,
        merged.map((file) => join(folder, file.path)),
      );
      crashPoint('compact:files-written');
      transaction(db, () => {
        const current = head(table);
        if (!current) return;
        for (const { path } of old) sql.removeOne.run(current.version, path);
        for (const { path, rows, bytes } of merged) {
          sql.add.run(table, path, rows, bytes, current.epoch, current.version, 1);
        }
        sql.setBytes.run(totals(table).bytes, table);
        crashPoint('compact:before-commit');
      });
      crashPoint('compact:after-commit');
    },

    pin: () => acquireReaderLock(paths.readerLock),
  };
}

/** Whether a project has ever published anything; opens nothing. */
export function hasWarehouse(paths: StatePaths): boolean {
  return existsSync(paths.db);
}
