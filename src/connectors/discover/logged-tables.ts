import * as z from 'zod';
import type { ConnectorTable } from '../types.ts';
import type { LoggedTable } from './pipeline-log.ts';

/** A pipeline, with what its log says. */
export interface LoggedPipeline {
  readonly name: string;
  /** Its settings, where they could be read. */
  readonly spec?: unknown;
  readonly tables: readonly LoggedTable[];
}

const texts = z.array(z.string());
const ingested = z.looseObject({
  source_table: z.string(),
  destination_catalog: z.string().optional(),
  destination_schema: z.string().optional(),
  destination_table: z.string().optional(),
  table_configuration: z
    .looseObject({
      scd_type: z.string().optional(),
      primary_keys: texts.optional(),
      sequence_by: texts.optional(),
    })
    .optional(),
});
type Ingested = z.output<typeof ingested>;

const specification = z.looseObject({
  ingestion_definition: z
    .looseObject({
      connection_name: z.string().optional(),
      objects: z.array(z.looseObject({ table: ingested.optional().catch(undefined) })).optional(),
    })
    .optional(),
});

/**
 * Tables of pipelines that ingest a connector. Of several pipelines each is a group, so that a plan leaves tables
 * where they are.
 *
 * @param source the connector's name, which names of pipelines may begin with.
 */
export function tablesOfPipelines(pipelines: readonly LoggedPipeline[], source: string): ConnectorTable[] {
  return pipelines.flatMap((pipeline) => {
    const { name } = pipeline;
    const group = name.startsWith(`${source}_`) ? name.slice(source.length + 1) : name;
    return tablesOf(pipeline).map((table) => ({
      ...table,
      ...(pipelines.length > 1 && { pipelineGroup: group }),
    }));
  });
}

function tablesOf({ spec, tables }: LoggedPipeline): ConnectorTable[] {
  const definition = specification.safeParse(spec).data?.ingestion_definition;
  const objects = definition?.objects?.flatMap(({ table }) => table ?? []) ?? [];
  const managed = new Map(objects.map((object) => [destinationOf(object), object]));
  const logged = new Map(tables.map((table) => [shortName(table.dataset), table]));
  const names = [...new Set([...managed.keys(), ...logged.keys()])];
  return names.map((name) => {
    const object = managed.get(name);
    const { ingestionType = 'unknown', seconds, rows } = logged.get(name) ?? {};
    const connection = object && definition?.connection_name;
    return {
      sourceTable: object?.source_table ?? name,
      // Rows that are only ever added are all that the settings tell of how they come.
      ingestionType: object?.table_configuration?.scd_type === 'APPEND_ONLY' ? 'append' : ingestionType,
      category: '',
      categorySource: 'none',
      primaryKeys: object?.table_configuration?.primary_keys ?? [],
      ...(seconds !== undefined && { weight: seconds }),
      ...(rows !== undefined && { rows }),
      ...(connection !== undefined && { connectionName: connection }),
      ...destination(object),
      tableConfiguration: {},
      otherColumns: {},
    };
  });
}

function destination(object: Ingested | undefined) {
  if (object === undefined) return {};
  const { destination_catalog: catalog, destination_schema: schema, destination_table: table } = object;
  return {
    ...(catalog !== undefined && { destinationCatalog: catalog }),
    ...(schema !== undefined && { destinationSchema: schema }),
    ...(table !== undefined && table !== object.source_table && { destinationTable: table }),
  };
}

function destinationOf({ source_table: source, destination_table: destination = source }: Ingested): string {
  return destination;
}

function shortName(dataset: string): string {
  return dataset.split('.').at(-1)?.replaceAll('`', '') ?? dataset;
}

/**
 * The tables by the names that a list has for them: a log knows destinations only.
 */
export function asListed(
  found: readonly ConnectorTable[],
  before: readonly ConnectorTable[],
): ConnectorTable[] {
  const known = new Map(
    before.map(({ sourceTable, destinationTable }) => [
      (destinationTable ?? sourceTable).toLowerCase(),
      sourceTable,
    ]),
  );
  return found.map((table) => {
    const name = (table.destinationTable ?? table.sourceTable).toLowerCase();
    return { ...table, sourceTable: known.get(name) ?? table.sourceTable };
  });
}
