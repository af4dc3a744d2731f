import type { Place } from '../kernel/index.ts';

/** How a connector hands over a table's rows: as it stands, changes, changes with deletes, or new rows only. */
export const ingestionTypes = ['snapshot', 'cdc', 'cdc_with_deletes', 'append', 'unknown'] as const;
export type IngestionType = (typeof ingestionTypes)[number];

/** What says in which category a table is: the connector itself, a map from the user, a list, or a guess from its name. */
export type CategorySource = 'connector' | 'map' | 'list' | 'name' | 'none';

/**
 * One table that a connector offers: what discovery found, what a plan decided, what the user overrides.
 * It is also a row of the table list (CSV).
 */
export interface ConnectorTable {
  readonly sourceTable: string;
  readonly ingestionType: IngestionType;
  readonly category: string;
  readonly categorySource: CategorySource;
  readonly primaryKeys: readonly string[];
  readonly cursorField?: string;
  /** The pipeline that ingests it. */
  readonly pipelineGroup?: string;
  /** Unix cron of that pipeline. */
  readonly schedule?: string;
  /** Seconds of work for one run, when known or given. */
  readonly weight?: number;
  /** Rows that one run reads. */
  readonly rows?: number;
  /** Bytes that one run reads. */
  readonly bytes?: number;
  /** Requests to the source that one run makes. */
  readonly calls?: number;
  readonly connectionName?: string;
  readonly destinationCatalog?: string;
  readonly destinationSchema?: string;
  readonly destinationTable?: string;
  /** What the connector is told about this table (scd_type, primary_keys, sequence_by, cluster_by, its own). */
  readonly tableConfiguration: Readonly<Record<string, string>>;
  /** Columns of the list that Headrace does not know; they are kept. */
  readonly otherColumns: Readonly<Record<string, string>>;
  /** Where the list says it. */
  readonly place?: Place;
}
