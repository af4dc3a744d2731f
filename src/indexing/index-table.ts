import { join } from 'node:path';
import { openDatabase } from '../duckdb/index.ts';
import { contentHash, didYouMean, grouped, HeadraceError, type Problem } from '../kernel/index.ts';
import type { Project, SearchIndexConfig, TableIndexConfig } from '../project/index.ts';
import { type IndexSchema, type MirrorResult, openEmbeddedIndex, wordsVersion } from '../search/index.ts';
import { openState, snapshot, statePaths } from '../state/index.ts';
import { openWarehouse, selectFiles, versionId } from '../warehouse/index.ts';
import { columnFields } from './column-fields.ts';
import { recordEmbedder } from './embedder-for.ts';
import { tableNeverBuilt, unknownColumn } from './problems.ts';
import { type TableShape, tableRecords } from './table-records.ts';

export interface IndexOptions {
  /** Learn a corpus embedding anew instead of using the one frozen with the index. */
  readonly relearn: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

export interface IndexOutcome extends MirrorResult {
  readonly index: string;
  readonly documents: number;
  /** Whether the index already mirrored this version of the table. */
  readonly upToDate: boolean;
}

/** Where an embedded index lies. */
export function indexPath(root: string, name: string): string {
  return join(statePaths(root).search, `${name}.db`);
}

/**
 * Makes one search index equal to the table it mirrors.
 *
 * @throws HeadraceError when the table was never built or lacks a column that the index names, when the
 * records cannot be indexed, or when another process writes the index.
 */
export async function indexTable(
  project: Project,
  config: TableIndexConfig,
  options: IndexOptions,
): Promise<IndexOutcome> {
  const paths = statePaths(project.root);
  const db = openState(project.root);
  const warehouse = openWarehouse(db, paths);
  const pin = warehouse.pin();
  const index = await openEmbeddedIndex(indexPath(project.root, config.name));
  try {
    const { head, files } = snapshot(db, () => ({
      head: warehouse.head(config.from),
      files: warehouse.files(config.from),
    }));
    if (!head) {
      throw new HeadraceError(tableNeverBuilt({ index: config.name, table: config.from }, config.at));
    }
    const table: TableShape = {
      columns: new Map(head.columns.map(({ name, type }) => [name, type])),
      select: selectFiles(warehouse.folder, files, head.columns),
    };
    const problems = missingColumns(config, table);
    if (problems.length > 0) throw new HeadraceError(problems);

    const version = versionId(head);
    const { name, from, id, text, keywords, analyzer, vector } = config;
    const schemaHash = contentHash({ name, from, id, text, keywords, analyzer, vector, wordsVersion });
    const info = index.info();
    if (info?.source.version === version && info.schemaHash === schemaHash && !options.relearn) {
      const { documents } = info;
      const none = { read: 0, added: 0, updated: 0, unchanged: documents, removed: 0, durationMs: 0 };
      return { index: config.name, documents, upToDate: true, ...none };
    }

    const database = await openDatabase({ ...project.storage, tempFolder: paths.temp });
    try {
      const connection = await database.connect();
      const embedder = await recordEmbedder(project, config, {
        ...options,
        frozen: index.frozenModel(),
        texts: () => recordTexts(tableRecords(connection, table, config), embedFields(config)),
      });
      options.onProgress?.('indexing');
      const result = await index.mirror({
        schema: schemaOf(config, table),
        source: { table: config.from, version },
        records: () => tableRecords(connection, table, config),
        ...(embedder && { embedder }),
        embedFields: embedFields(config),
        schemaHash,
        signal: options.signal,
        onProgress: ({ read }) => options.onProgress?.(`${grouped(read)} of ${grouped(head.rows)}`),
      });
      return { index: config.name, documents: head.rows, upToDate: false, ...result };
    } finally {
      database.close();
    }
  } finally {
    index.close();
    pin.release();
    db.close();
  }
}

function schemaOf(config: TableIndexConfig, { columns }: TableShape): IndexSchema {
  const { text, keywords, analyzer, vector } = config;
  const known = new Set([...text, ...keywords, vector?.embedder === 'column' ? vector.column : '']);
  const others = new Map([...columns].filter(([name]) => !known.has(name)));
  return { text, keywords, analyzer, dimensions: vector?.dimensions, fields: columnFields(others) };
}

/** Positions, among the text fields, of those that are embedded. */
function embedFields({ text, vector }: SearchIndexConfig): number[] {
  if (!vector || vector.embedder === 'column') return [];
  return vector.fields.map((field) => text.indexOf(field)).filter((position) => position >= 0);
}

async function* recordTexts(
  batches: ReturnType<typeof tableRecords>,
  fields: readonly number[],
): AsyncIterable<string> {
  for await (const records of batches) {
    for (const record of records) yield fields.map((field) => record.text[field]).join('\n');
  }
}

function missingColumns(config: TableIndexConfig, { columns }: TableShape): Problem[] {
  const vector = config.vector?.embedder === 'column' ? [config.vector.column] : [];
  const named = new Set([config.id, ...config.text, ...config.keywords, ...vector]);
  return [...named]
    .filter((column) => !columns.has(column))
    .map((column) =>
      unknownColumn(
        {
          index: config.name,
          table: config.from,
          column,
          columns: [...columns.keys()],
          mean: didYouMean(column, columns.keys()),
        },
        config.at,
      ),
    );
}
