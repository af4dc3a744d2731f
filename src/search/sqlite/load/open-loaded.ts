import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, exitCode, HeadraceError } from '../../../kernel/index.ts';
import { indexNotBuilt } from '../../problems.ts';
import { type Connection, connect } from '../connection.ts';
import { checkFormat, prepareFile } from '../format.ts';
import { type Manifest, manifestText, parseManifest, saveManifest } from '../manifest.ts';
import { createKeywordIndex, dropBaseTables, dropVectorTable, dropWordTables } from '../schema.ts';
import { translated } from '../sqlite-errors.ts';
import { prepareTables } from '../tables.ts';
import type { Leases } from './leases.ts';
import { LoadedIndex } from './loaded-index.ts';
import { indexIsMirrored, indexShapeChanged } from './problems.ts';
import {
  isLoaded,
  type LoadedManifest,
  type LoadedShape,
  shapeChanges,
  shapeIdentities,
  shapeOf,
} from './shape.ts';
import { createDocumentVersions, dropDocumentVersions } from './tables.ts';

export interface OpenOptions {
  readonly clock: Clock;
  readonly fields: Manifest['fields'];
  /** Given to empty the index first, of whatever shape it is: no other loader may be at it. */
  readonly recreate: Leases | undefined;
}

/** Opens an index for loading; makes it, at once searchable, where there is none. */
export async function openLoadedIndex(
  path: string,
  shape: LoadedShape,
  options: OpenOptions,
): Promise<LoadedIndex> {
  mkdirSync(dirname(path), { recursive: true });
  return opened(path, options.clock, (connection) => {
    if (!checkFormat(connection, path)) prepareFile(connection);
    connection.execute('BEGIN IMMEDIATE');
    prepareIndex(connection, path, shape, options);
    connection.execute('COMMIT');
    return shape;
  });
}

/** Opens an index that is there, whatever its shape. */
export async function openLoadedIndexAsIs(path: string, clock: Clock): Promise<LoadedIndex> {
  return opened(path, clock, (connection) =>
    connection.snapshot(() => {
      const manifest = readManifest(connection, path);
      if (manifest === undefined) throw new HeadraceError(indexNotBuilt({ path }));
      return shapeOf(manifest);
    }),
  );
}

async function opened(
  path: string,
  clock: Clock,
  prepare: (connection: Connection) => LoadedShape,
): Promise<LoadedIndex> {
  let connection: Connection | undefined;
  try {
    connection = await connect(path, 'write');
    return new LoadedIndex(path, connection, prepare(connection), clock);
  } catch (error) {
    connection?.rollback();
    connection?.close();
    throw translated(path, error);
  }
}

/**
 * @returns undefined where there is no index yet.
 * @throws HeadraceError (exit code 2) when the index mirrors a table.
 */
export function readManifest(connection: Connection, path: string): LoadedManifest | undefined {
  if (!checkFormat(connection, path)) return undefined;
  const manifest = parseManifest(manifestText(connection), path);
  if (isLoaded(manifest)) return manifest;
  const { table } = manifest.source;
  throw new HeadraceError(indexIsMirrored({ path, table }), { exitCode: exitCode.usage });
}

function prepareIndex(
  connection: Connection,
  path: string,
  shape: LoadedShape,
  { clock, fields, recreate }: OpenOptions,
): void {
  // Looked at only now: another process may have made the index a moment ago.
  const before = readManifest(connection, path);
  if (before === undefined) {
    createAll(connection, shape, fields, clock.now(), 1);
  } else if (recreate) {
    recreate.forgetStates(connection, clock.now());
    dropAll(connection, before);
    createAll(connection, shape, fields, clock.now(), before.load.revision + 1);
  } else {
    const changes = shapeChanges(before, shape);
    if (changes.length > 0) {
      throw new HeadraceError(indexShapeChanged({ path, changes }), { exitCode: exitCode.usage });
    }
    // What can be asked of documents as they are may change at any time.
    if (JSON.stringify(before.fields) !== JSON.stringify(fields))
      saveManifest(connection, { ...before, fields });
  }
}

function createAll(
  connection: Connection,
  shape: LoadedShape,
  fields: Manifest['fields'],
  now: number,
  revision: number,
): void {
  const { schema, key, vector } = shape;
  const identities = shapeIdentities(shape);
  prepareTables(connection, undefined, schema, identities);
  createKeywordIndex(connection);
  createDocumentVersions(connection);
  saveManifest(connection, {
    text: schema.text,
    keywords: schema.keywords,
    analyzer: schema.analyzer,
    dimensions: schema.dimensions ?? null,
    schemaHash: identities.words,
    wordsIdentity: identities.words,
    vectorsIdentity: identities.vectors,
    embedder: null,
    // Records say nothing about where they come from; the states of the loads do.
    source: { table: '', version: '' },
    documents: 0,
    fields,
    load: { key, vector: vector ?? null, revision },
    createdAt: now,
    updatedAt: now,
  });
}

function dropAll(connection: Connection, { dimensions }: Manifest): void {
  if (dimensions !== null) {
    connection.loadVectors();
    dropVectorTable(connection);
  }
  dropDocumentVersions(connection);
  dropWordTables(connection);
  dropBaseTables(connection);
}
