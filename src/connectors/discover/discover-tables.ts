import type { Problem } from '../../kernel/index.ts';
import { readTableList } from '../table-list/index.ts';
import type { ConnectorTable } from '../types.ts';
import { type CategoryMap, classify, type OwnCategory } from './categories.ts';
import { type InspectRequest, inspectConnector, type MadeWith } from './inspect-connector.ts';
import { asListed, tablesOfPipelines } from './logged-tables.ts';
import type { WorkspaceSource } from './read-pipelines.ts';
import { readStats, withStats } from './stats.ts';

/** Where tables are read from. */
export type TableSource =
  | ({ readonly kind: 'connector' } & InspectRequest)
  | { readonly kind: 'list'; readonly path: string; readonly source?: string | undefined }
  | WorkspaceSource;

export interface DiscoverRequest {
  readonly from: TableSource;
  readonly categoryMap: CategoryMap;
  /** What the list has already. */
  readonly before: readonly ConnectorTable[];
  /** A file with statistics of tables. */
  readonly stats?: string | undefined;
}

export interface Discovered {
  /** Classified, and without groups. */
  readonly tables: readonly ConnectorTable[];
  /** How the connector was asked, when it was. */
  readonly connector?: { readonly className: string; readonly options: MadeWith };
  /** Warnings. */
  readonly problems: readonly Problem[];
}

interface Found extends Discovered {
  readonly categories: readonly OwnCategory[];
}

/**
 * Finds the tables of a connector, and says what kind each is of.
 *
 * @throws HeadraceError when it cannot be asked; with exit code 2 when what was given is wrong.
 */
export async function discoverTables({
  from,
  categoryMap,
  before,
  stats,
}: DiscoverRequest): Promise<Discovered> {
  // What takes no time is checked before what does.
  const known = stats === undefined ? undefined : await readStats(stats);
  const found = await find(from, before);
  const classified = classify(found.tables, { own: found.categories, map: categoryMap });
  const counted = known ? withStats(classified.tables, known) : { tables: classified.tables, problems: [] };
  return {
    tables: counted.tables,
    ...(found.connector && { connector: found.connector }),
    problems: [...found.problems, ...classified.problems, ...counted.problems],
  };
}

async function find(from: TableSource, before: readonly ConnectorTable[]): Promise<Found> {
  if (from.kind === 'pipelines' || from.kind === 'system') {
    // The client of a workspace takes long to load, and most discoveries need none.
    const { readPipelines } = await import('./read-pipelines.ts');
    const pipelines = await readPipelines(from);
    const tables = asListed(tablesOfPipelines(pipelines, from.source), before);
    return { tables: firstOfEach(tables), problems: [], categories: [] };
  }
  if (from.kind === 'list') {
    const { tables, problems } = await readTableList(from.path, { source: from.source });
    // Where a row stands in that file says nothing about another one.
    return { tables: tables.map(({ place, ...table }) => table), problems, categories: [] };
  }
  const { className, options, ...found } = await inspectConnector(from);
  return { ...found, connector: { className, options } };
}

/** A table that two pipelines ingest is one table all the same. */
function firstOfEach(tables: readonly ConnectorTable[]): ConnectorTable[] {
  return [...new Map(tables.toReversed().map((table) => [table.sourceTable, table])).values()].reverse();
}
